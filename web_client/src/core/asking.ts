/*
 * Whether what is being typed asks something, so that earlier answers are worth looking for. Only for the page's own
 * offers: what counts as a question is for the server to say.
 */
const MARK = /[?？]/;
const CHINESE =
  /吗|呢[。.！!\s]*$|怎么|怎样|怎麼|如何|为什么|为啥|什么|哪里|哪个|哪些|哪儿|是不是|能不能|可不可以|可以.*么|请问|多少|几点|有没有|求助|咋/;
const ENGLISH =
  /^\s*(how|what|why|when|where|who|which|whose|can|could|would|should|is|are|am|do|does|did|will|may|has|have|any(one|body))\b|\b(how (do|to|can)|don'?t understand|help me)\b/i;

export function looksLikeQuestion(text: string): boolean {
  return MARK.test(text) || CHINESE.test(text) || ENGLISH.test(text);
}

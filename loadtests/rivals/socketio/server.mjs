// socket.io, as its documentation has it: what one client posts, everybody is sent. Run by `rival_servers.py`.

import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const io = new Server(http, { transports: ["websocket"], serveClient: false });
io.on("connection", (socket) => socket.on("post", (body) => io.emit("message", body)));
http.listen(Number(process.argv[2]), "127.0.0.1", 2048);

/* The mirror before the door: name, devices, and the gesture that lets sound play. It never joins by itself and asks for
   no permission on load. Whoever needs no devices gives a name and enters. */
import { useSignal } from "@preact/signals";
import { Camera, Mic, MicOff, Video, VideoOff } from "lucide-preact";
import { useEffect, useMemo } from "preact/hooks";
import { Capture } from "../core/capture";
import { codeText, t } from "../core/i18n";
import { audioContext } from "../core/levels";
import { wantsCamera, wantsMic, writeJoined } from "../core/preferences";
import { mayPublish } from "../core/rules";
import { titleText } from "../core/titles";
import { ErrorCode, type LobbyRoom } from "../core/wire.gen";
import { client, handOver } from "../page";
import { navigate } from "../router";
import { Banner } from "../ui/banner";
import { MessageCard } from "../ui/card";
import { ConnectionCheckPanel } from "../ui/connection_check";
import { DeviceFields } from "../ui/device_fields";
import { Header } from "../ui/header";
import { Link } from "../ui/link";
import { NameField, useNaming } from "../ui/naming";
import { Problems } from "../ui/problems";
import { useTitle } from "../ui/title";
import { Toggle } from "../ui/toggle";
import { LocalVideo } from "../ui/video";

export function PrejoinScreen({ room: id }: { room: string }) {
  useEffect(() => client.watchLobby(), []);
  const rooms = client.lobby.value;
  const room = rooms?.find((candidate) => candidate.id === id);
  const title = room === undefined ? t("prejoin_title") : titleText(room.title);
  useTitle(title);
  return (
    <div class="screen">
      <Header title={title} back />
      <Banner />
      <main class="page page--centred">
        {room !== undefined && <Door room={room} />}
        {rooms === null && <p role="status">{t("loading")}</p>}
        {rooms !== null && room === undefined && <NoSuchRoom />}
      </main>
    </div>
  );
}

function NoSuchRoom() {
  return (
    <MessageCard icon={VideoOff} title={t("room_refused_title")} text={codeText(ErrorCode.ROOM_UNKNOWN)}>
      <Link to="/" class="button button--primary">
        {t("back_to_lobby")}
      </Link>
    </MessageCard>
  );
}

function Door({ room }: { room: LobbyRoom }) {
  const role = client.session.value?.role;
  if (role !== undefined && mayPublish(room, role)) return <DeviceDoor room={room} />;
  return <PlainDoor room={room} />;
}

/** The name is saved, how we come in is remembered, and we go. */
function useDoor(room: LobbyRoom) {
  const naming = useNaming();
  const go = async (capture: Capture | null) => {
    if (!(await naming.save())) return false;
    writeJoined(room.id, { mic: capture?.micOn.value ?? false, camera: capture?.camera.value != null });
    if (capture !== null) handOver(capture);
    navigate(`/r/${room.id}`, { replace: true });
    return true;
  };
  return { naming, go };
}

function PlainDoor({ room }: { room: LobbyRoom }) {
  const door = useDoor(room);
  return (
    <form
      class="panel door door--plain"
      onSubmit={(event) => {
        event.preventDefault();
        void door.go(null);
      }}
    >
      <h2>{t("prejoin_title")}</h2>
      <p class="hint">{room.has_media ? t("prejoin_audience") : t("prejoin_zone")}</p>
      <NameField naming={door.naming} />
      <Kept room={room} />
      {room.has_media && <ConnectionCheckPanel />}
      <button
        type="submit"
        class="button button--primary"
        disabled={door.naming.busy.value}
        data-testid="join-button"
      >
        {door.naming.busy.value ? t("prejoin_joining") : t("prejoin_enter")}
      </button>
    </form>
  );
}

/** What the server keeps of what happens in there. */
function Kept({ room }: { room: LobbyRoom }) {
  return (
    <p class="hint" data-testid="what-is-kept">
      {t(room.has_media ? "prejoin_kept_media" : "prejoin_kept_text")}
    </p>
  );
}

/** The devices of this screen; closed when it goes, unless the room took them over. */
function useCapture() {
  const capture = useMemo(() => new Capture(), []);
  const kept = useSignal(false);
  useEffect(() => () => void (kept.value || capture.close()), []);
  const keep = (keeps: boolean) => {
    kept.value = keeps;
  };
  return { capture, keep };
}

function DeviceDoor({ room }: { room: LobbyRoom }) {
  const door = useDoor(room);
  const { capture, keep } = useCapture();
  useEffect(() => void openIfAllowed(capture), []);
  const join = async (withDevices: boolean) => {
    audioContext();
    if (!withDevices) {
      // The browser may still be opening this screen's devices: they stay behind and are closed, whenever they come.
      await door.go(new Capture());
      return;
    }
    capture.clearProblems();
    keep(true);
    if (!(await door.go(capture))) keep(false);
  };
  return (
    <form
      class="door"
      onSubmit={(event) => {
        event.preventDefault();
        void join(true);
      }}
    >
      <div class="door-side">
        <Mirror capture={capture} />
        <ConnectionCheckPanel />
      </div>
      <div class="panel fields">
        <div>
          <h2>{t("prejoin_title")}</h2>
          <p class="hint">{t("prejoin_private")}</p>
          <Kept room={room} />
        </div>
        <NameField naming={door.naming} />
        <DeviceFields capture={capture} />
        <div class="door-actions">
          <button
            type="submit"
            class="button button--primary"
            disabled={door.naming.busy.value}
            data-testid="join-button"
          >
            {door.naming.busy.value ? t("prejoin_joining") : t("prejoin_join")}
          </button>
          <button
            type="button"
            class="button button--quiet"
            disabled={door.naming.busy.value}
            onClick={() => void join(false)}
            data-testid="join-listen"
          >
            {t("prejoin_listen")}
          </button>
        </div>
      </div>
    </form>
  );
}

/** Open the devices without a question if the browser would not ask one. */
async function openIfAllowed(capture: Capture): Promise<void> {
  const wanted = {
    mic: wantsMic.value && (await isGranted("microphone")),
    camera: wantsCamera.value && (await isGranted("camera")),
  };
  await capture.open(wanted);
}

async function isGranted(name: "microphone" | "camera"): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: name as PermissionName })).state === "granted";
  } catch {
    return false; // A browser that does not know the name asks each time.
  }
}

function Mirror({ capture }: { capture: Capture }) {
  const camera = capture.camera.value;
  const micOn = capture.micOn.value;
  const opened = camera !== null || capture.mic.value !== null;
  const enable = () => {
    audioContext();
    void capture.open({ mic: true, camera: true });
  };
  return (
    <div class="mirror">
      <div class="mirror-frame" role="group" aria-label={t("prejoin_preview")} data-testid="preview">
        {camera !== null && <LocalVideo track={camera} source="camera" mirrored />}
        {camera === null && opened && <p>{t("prejoin_camera_off")}</p>}
        {!opened && (
          <div class="mirror-ask">
            <button
              type="button"
              class="button button--primary"
              onClick={enable}
              data-testid="enable-devices"
            >
              <Camera size={20} aria-hidden="true" />
              {t("prejoin_enable")}
            </button>
            <p>{t("prejoin_enable_hint")}</p>
          </div>
        )}
      </div>
      <div class="mirror-bar">
        <Toggle
          icon={micOn ? Mic : MicOff}
          text={t(micOn ? "mic_on" : "mic_off")}
          hint={t("mic_label")}
          pressed={micOn}
          tone={micOn ? "on" : "off"}
          onClick={() => {
            wantsMic.value = !micOn;
            audioContext();
            void capture.setMic(!micOn);
          }}
          testId="mic-button"
        />
        <Toggle
          icon={camera === null ? VideoOff : Video}
          text={t(camera === null ? "camera_off" : "camera_on")}
          hint={t("camera_label")}
          pressed={camera !== null}
          tone={camera === null ? "off" : "on"}
          onClick={() => {
            wantsCamera.value = camera === null;
            void capture.setCamera(camera === null);
          }}
          testId="camera-button"
        />
      </div>
      <Problems capture={capture} />
    </div>
  );
}

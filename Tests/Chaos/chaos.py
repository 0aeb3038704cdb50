#!/usr/bin/env python3
"""Kills the daemon with SIGKILL again and again under load, and proves at the end that nothing was lost or doubled.

    chaos.py --docket PROGRAM --count N [--seed N] [--clients N] [--dir DIR]

Clients start cases and send them events, each with an id, and repeat what was not answered until it is. Every event
makes the case call a receiver that counts by idempotency key, sometimes acts and answers nothing, or with a fault; and sets
a timer. At the end:

- every acknowledged event was applied exactly once, and no event twice, acknowledged or not;
- every outgoing call arrived at least once, counts once by its key, and its answer came back exactly once;
- every timer fired exactly once, none early;
- no case stands between states, no chain is broken: `docket verify`.
"""
import argparse, atexit, http.client, http.server, json, os, random, shutil, signal, socket, subprocess, sys, tempfile
import threading, time, uuid

WORKFLOW = """<scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:docket="urn:docket:workflow:1" version="1.0"
       name="chaos" datamodel="feel" initial="even">
  <datamodel>
    <data id="seen" expr="[]"/><data id="ticks" expr="[]"/><data id="answers" expr="[]"/>
    <data id="early" expr="0"/>
  </datamodel>
  <state id="working" initial="even">
    <transition event="tick">
      <assign location="ticks" expr="append(ticks, _event.data.n)"/>
      <if cond="now() &lt; _event.data.due"><assign location="early" expr="early + 1"/></if>
    </transition>
    <transition event="count.delivered"><assign location="answers" expr="append(answers, _event.data.body.n)"/></transition>
    <transition event="close" target="closed"/>
    <state id="even"><transition event="add" target="odd">%(work)s</transition></state>
    <state id="odd"><transition event="add" target="even">%(work)s</transition></state>
  </state>
  <state id="closed">
    <transition event="tick"><assign location="ticks" expr="append(ticks, _event.data.n)"/></transition>
    <transition event="count.delivered"><assign location="answers" expr="append(answers, _event.data.body.n)"/></transition>
  </state>
</scxml>
""" % {"work": """
      <assign location="seen" expr="append(seen, _event.data.n)"/>
      <send type="urn:docket:workflow:1#connector" target="receiver" event="count"><param name="n" expr="_event.data.n"/></send>
      <send event="tick" delay="200ms"><param name="n" expr="_event.data.n"/><param name="due" expr="now() + duration(&quot;PT0.2S&quot;)"/></send>
    """}


class Receiver:
    """Counts by idempotency key; acts and then fails at random."""

    def __init__(self, rng):
        self.lock, self.calls, self.deliveries, self.faults = threading.Lock(), {}, 0, []
        self.troubled = True
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                message = json.loads(body)
                key = self.headers["Idempotency-Key"]
                call = (message["case"], message["data"]["n"])
                with receiver.lock:
                    receiver.deliveries += 1
                    known = receiver.calls.setdefault(key, call)
                    if known != call:
                        receiver.faults.append(f"the key {key} came with {known} and with {call}")
                    luck = rng.random() if receiver.troubled else 1
                if luck < 0.03:  # acted, but the answer is lost
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                answer = json.dumps({"n": call[1]}).encode()
                self.send_response(503 if luck < 0.06 else 200)
                if luck < 0.06:
                    self.send_header("Retry-After", "0")
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, *_):
                pass  # the daemon was killed in the middle of a call

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Daemon:
    def __init__(self, program, folder, port):
        self.program, self.folder, self.port, self.process = program, folder, port, None
        self.log = open(os.path.join(folder, "daemon.log"), "ab")

    def start(self):
        self.process = subprocess.Popen(
            [self.program, "serve", "--listen", f"127.0.0.1:{self.port}", "--store", "sqlite:docket.db", "--tables",
             "tables", "--workflows", "workflows", "--config", "config.json"], cwd=self.folder, stderr=self.log)

    def wait_ready(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise SystemExit(f"the daemon ended by itself with {self.process.returncode}: see {self.folder}/daemon.log")
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/readyz")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.005)
        raise SystemExit("the daemon does not become ready")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


    def end(self):
        if self.process.poll() is None:
            self.kill()


class Client(threading.Thread):
    """Starts cases and sends events; what was not answered is sent again with the same id, but for some that are
    given up, of which nobody knows whether they were taken."""

    EVENTS_PER_CASE = 40

    def __init__(self, number, port, seed, stop):
        super().__init__(daemon=True)
        self.rng, self.number, self.port, self.stop = random.Random(seed), number, port, stop
        self.acknowledged, self.uncertain, self.cases, self.faults = {}, {}, [], []
        self.repeated = 0
        self.connection = None

    def ask(self, path, body, key):
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            self.connection.request("POST", path, json.dumps(body),
                                    {"Content-Type": "application/json", "Idempotency-Key": key})
            answer = self.connection.getresponse()
            return answer.status, json.loads(answer.read() or b"{}")
        except (OSError, http.client.HTTPException, ValueError):
            self.connection.close()
            self.connection = None
            return None, None

    def persist(self, path, body, key, may_give_up=False):
        """Repeats until there is an answer; None when it was given up."""
        while True:
            status, answer = self.ask(path, body, key)
            if status is not None and status < 500:
                return status, answer
            if may_give_up or (self.stop.is_set() and time.monotonic() > self.stop.deadline):
                return None
            self.repeated += 1
            time.sleep(0.01)

    def run(self):
        n = self.number * 10_000_000
        while not self.stop.is_set():
            key = str(uuid.UUID(int=self.rng.getrandbits(128)))
            started = self.persist("/v1/cases", {"workflow": "chaos", "key": key, "data": {}}, key)
            if started is None:
                break
            status, answer = started
            if status != 201:
                self.faults.append(f"a start was answered {status}: {answer}")
                break
            case = answer["id"]
            self.cases.append(case)
            for _ in range(self.EVENTS_PER_CASE):
                if self.stop.is_set():
                    break
                n += 1
                query = "?wait=true" if self.rng.random() < 0.3 else ""
                body = {"event": "add", "data": {"n": n}, "id": f"e{n}"}
                path = f"/v1/cases/{case}/events{query}"
                sent = self.persist(path, body, f"e{n}", may_give_up=self.rng.random() < 0.2)
                if sent is None:
                    self.uncertain.setdefault(case, set()).add(n)
                elif sent[0] in (200, 202):
                    self.acknowledged.setdefault(case, set()).add(n)
                    if self.rng.random() < 0.1:  # the same once more
                        again = self.persist(path, body, f"e{n}")
                        if again and not again[1].get("duplicate"):
                            self.faults.append(f"the event {n} was taken twice: {again}")
                else:
                    self.faults.append(f"an event was answered {sent}")
                time.sleep(self.rng.random() * 0.004)
            if self.rng.random() < 0.5:
                self.persist(f"/v1/cases/{case}/events", {"event": "close", "id": f"c{n}"}, f"c{n}")


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    return json.loads(answer.read())


def settle(port, seconds):
    """Waits until nothing waits any more."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        board = get(port, "/v1/status")
        if board["outbox"]["waiting"] == 0 and board["overdue"]["timers"] == 0:
            time.sleep(1)
            again = get(port, "/v1/status")
            if again["outbox"]["waiting"] == 0 and again["overdue"]["timers"] == 0:
                return again
        time.sleep(0.2)
    raise SystemExit(f"it does not come to rest: {board}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--docket", required=True)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--dir")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    print(f"seed {options.seed}: {options.count} kills, {options.clients} clients", flush=True)
    folder = options.dir or tempfile.mkdtemp(prefix="docket-chaos-")
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("tables", "workflows"):
        os.makedirs(os.path.join(folder, name))
    with open(os.path.join(folder, "workflows", "chaos.scxml"), "w") as file:
        file.write(WORKFLOW)
    receiver = Receiver(random.Random(rng.random()))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with open(os.path.join(folder, "config.json"), "w") as file:
        json.dump({"connectors": {"receiver": {"kind": "webhook", "url": f"http://127.0.0.1:{receiver.port}/"}}}, file)
    daemon = Daemon(os.path.abspath(options.docket), folder, free_port())
    atexit.register(daemon.end)
    daemon.start()
    daemon.wait_ready()
    stop = threading.Event()
    stop.deadline = float("inf")
    clients = [Client(i + 1, daemon.port, rng.random(), stop) for i in range(options.clients)]
    for client in clients:
        client.start()
    begun = shown = time.monotonic()
    for number in range(options.count):
        # Also before it is ready: a start must stand a kill as well.
        if rng.random() < 0.85:
            daemon.wait_ready()
        time.sleep(rng.random() ** 2 * 0.4)
        daemon.kill()
        daemon.start()
        if sys.stderr.isatty() and time.monotonic() - shown > 1:
            shown = time.monotonic()
            print(f"\r{number + 1} kills", end="", file=sys.stderr, flush=True)
    killing = time.monotonic() - begun
    daemon.wait_ready()
    stop.deadline = time.monotonic() + 60
    stop.set()
    for client in clients:
        client.join(90)
    receiver.troubled = False
    board = settle(daemon.port, 300)

    faults = list(receiver.faults)
    for client in clients:
        faults += client.faults
    calls_by_case = {}
    for case, n in receiver.calls.values():
        calls_by_case.setdefault(case, []).append(n)
    events = cases = unknown = 0
    for client in clients:
        for case in client.cases:
            shown = get(daemon.port, f"/v1/cases/{case}")
            cases += 1
            seen = [int(n) for n in shown["data"]["seen"]]
            acknowledged = client.acknowledged.get(case, set())
            uncertain = client.uncertain.get(case, set())
            events += len(acknowledged)
            unknown += len(uncertain)
            for n in acknowledged - set(seen):
                faults.append(f"{case}: the acknowledged event {n} was lost")
            if len(set(seen)) != len(seen):
                faults.append(f"{case}: an event was applied twice: {seen}")
            for n in set(seen) - acknowledged - uncertain:
                faults.append(f"{case}: nobody sent the event {n}")
            for what, found in (("call", calls_by_case.get(case, [])), ("answer", shown["data"]["answers"]),
                                ("timer", shown["data"]["ticks"])):
                if sorted(map(int, found)) != sorted(seen):
                    lost, extra = set(seen) - set(found), [n for n in set(found) if list(found).count(n) > 1]
                    faults.append(f"{case}: of the {what}s, {lost or 'none'} are lost and {extra or 'none'} doubled")
            if shown["data"]["early"] != 0:
                faults.append(f"{case}: {shown['data']['early']} timers fired early")
            state = shown["state"]
            odd = "odd" if len(seen) % 2 else "even"
            if shown["status"] != "open" or state not in ([odd], ["closed"]):
                faults.append(f"{case}: it is {shown['status']} in {state} after {len(seen)} events")
    if board["incidents"]:
        faults.append(f"{board['incidents']} incidents")
    daemon.process.terminate()
    daemon.process.wait()
    verified = subprocess.run([daemon.program, "verify", "--store", "sqlite:docket.db"], cwd=folder,
                              capture_output=True, text=True)
    if verified.returncode != 0:
        faults.append(f"docket verify: {verified.stdout}{verified.stderr}")
    for fault in faults[:20]:
        print(fault)
    print(f"{options.count} kills in {killing:.0f} s; {cases} cases, {events} acknowledged events, each applied once; "
          f"{unknown} given up; {sum(c.repeated for c in clients)} requests repeated; "
          f"{len(receiver.calls)} calls in {receiver.deliveries} deliveries; {len(faults)} faults", flush=True)
    if faults:
        print(f"the store and the log stay in {folder}")
        sys.exit(1)
    shutil.rmtree(folder, ignore_errors=True)


main()

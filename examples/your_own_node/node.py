#!/usr/bin/env python3
"""A member of a book club that speaks nothing but HTTP and JSON: node.py --name py --port 9000 --join http://127.0.0.1:8081"""
import argparse, itertools, json, random, threading, time, urllib.request, uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

flags = argparse.ArgumentParser(description=__doc__)
flags.add_argument("--name", default="py")
flags.add_argument("--port", type=int, default=9000)
flags.add_argument("--join", required=True, metavar="URL", help="some member's address")
flags.add_argument("--book", action="append", help="a favourite; of several, another one each interval")
flags.add_argument("--interval", type=float, default=10, help="seconds from one favourite to the next")
me = flags.parse_args()
lock, books, peers, web = threading.Lock(), {}, [me.join], urllib.request.build_opener(urllib.request.ProxyHandler({}))

def soon(work, *what): threading.Thread(target=work, args=what, daemon=True).start()
def order(rumor): return rumor["version"], rumor["uuid"], rumor["payload"]  # the greater one wins, wherever two meet
def call(url, body=None):
    with web.open(url, body and json.dumps(body).encode(), timeout=2) as answer: return json.loads(answer.read(1 << 24))

def tell(rumor):
    for peer in random.sample(peers, min(3, len(peers))):
        try: call(peer + "/gossip", rumor)
        except (OSError, ValueError): pass  # it is gone, or does not take it; others will

def say(book, above=0):  # our own news
    with lock:
        version = max(above, books[me.name]["version"] if me.name in books else time.time_ns() // 10**6) + 1  # above our life before
        books[me.name] = {"uuid": str(uuid.uuid4()), "name": me.name, "address": "127.0.0.1", "port": me.port,
                          "key": "book", "version": version, "ttl": 4, "payload": book}
    tell(books[me.name])

def hear(rumor):  # somebody's news
    if [type(rumor[field]) for field in ("version", "ttl", "payload")] != [int, int, str]: raise ValueError("types")
    with lock:
        name, known = rumor["name"], books.get(rumor["name"])
        if known and order(rumor) <= order(known): return {"outcome": "stale"}
        if name != me.name: books[name] = rumor
    if name == me.name: soon(say, known["payload"], rumor["version"])  # nobody else speaks for us: jump above it
    elif rumor["ttl"] > 0: soon(tell, {**rumor, "ttl": rumor["ttl"] - 1})
    return {"outcome": "applied"}

class Door(BaseHTTPRequestHandler):
    def answer(self, what, status=200):
        self.send_response(status), self.send_header("Content-Type", "application/json"), self.end_headers()
        self.wfile.write(json.dumps(what).encode())
    def do_GET(self):  # whose book we know in which version: members tell what is missing
        self.answer([{**r, "entries": [{"origin": r["name"], "key": "book", "version": r["version"]}]} for r in list(books.values())])
    def do_POST(self):
        try: self.answer(hear(json.loads(self.rfile.read(min(int(self.headers["Content-Length"]), 1 << 16)))))
        except (KeyError, TypeError, ValueError) as error: self.answer({"error": {"code": "rejected", "message": str(error)}}, 400)
    def log_message(self, *_): pass

soon(ThreadingHTTPServer(("127.0.0.1", me.port), Door).serve_forever)
for turn in itertools.count():
    try: rows = call(random.choice(peers) + "/peers")
    except (OSError, ValueError): rows = []  # another one answers next time
    peers[:] = [me.join] + [f"http://{row['address']}:{row['port']}" for row in rows if row.get("status") == "alive"] if rows else peers
    if turn % max(1, me.interval // 10) == 0: say(random.choice(me.book or ["Momo", "Kim", "Emma", "Dune", "She"]))
    else: tell(books[me.name])  # whoever lost sight of us sees us again
    time.sleep(min(me.interval, 10))

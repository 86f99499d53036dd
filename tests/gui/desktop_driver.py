"""A desktop to drive: an X server of its own, the program in it, and keys and a pointer by xdotool.

No window manager is there: the window stands at the upper left and has the keyboard wherever the
pointer is in it.
"""

import ctypes
import os
import shutil
import subprocess
import time


def missing():
    """What is not installed of what a driver needs; "" for nothing."""
    return ", ".join(tool for tool in ("Xvfb", "xdotool") if not shutil.which(tool))


class ClientMessage(ctypes.Structure):
    """XClientMessageEvent, as long as any XEvent."""
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
                ("display", ctypes.c_void_p), ("window", ctypes.c_ulong),
                ("message_type", ctypes.c_ulong), ("format", ctypes.c_int),
                ("data", ctypes.c_long * 5), ("rest", ctypes.c_long * 24)]


def ask_to_close(display_name, window):
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XInternAtom.restype = ctypes.c_ulong
    x11.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
    x11.XSendEvent.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_long,
                               ctypes.c_void_p]
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    display = x11.XOpenDisplay(display_name.encode())
    client_message = 33
    event = ClientMessage(type=client_message, display=display, window=window,
                          message_type=x11.XInternAtom(display, b"WM_PROTOCOLS", 0), format=32)
    event.data[0] = x11.XInternAtom(display, b"WM_DELETE_WINDOW", 0)
    x11.XSendEvent(display, window, 0, 0, ctypes.byref(event))
    x11.XCloseDisplay(display)


class DisplayServer:
    """An X server; the system finds a number that is free. Ends when it is closed."""

    def __init__(self):
        read, write = os.pipe()
        self.process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1920x1200x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as number:
            self.display = ":" + number.readline().strip()

    def close(self):
        end(self.process)


def end(process):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stderr:
        process.stderr.close()


class Desktop:
    """`home`: where settings go. `with Desktop(program, words, home) as desktop: …`"""

    def __init__(self, program, words, home, size=(1600, 1000)):
        self.command = [str(program), *words, "--scale", "1", "--size", f"{size[0]}x{size[1]}"]
        self.home = home
        self.program = self.server = self.window = None

    def __enter__(self):
        self.server = DisplayServer()
        self.environment = {**os.environ, "DISPLAY": self.server.display,
                            "XDG_CONFIG_HOME": str(self.home),
                            "KUBECONFIG": os.path.join(self.home, "kubeconfig")}
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.program:
            end(self.program)
        self.server.close()

    def start(self):
        self.program = subprocess.Popen(self.command, env=self.environment,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        found = self.until(lambda: self.ask("search", "--name", "rbacgraph"), "a window")
        self.window = found.split()[0]
        self.do("mousemove", "8", "990")

    def ask(self, *words):
        done = subprocess.run(["xdotool", *words], env=self.environment, text=True,
                              capture_output=True, check=False)
        return done.stdout.strip()

    def do(self, *words):
        subprocess.run(["xdotool", *words], env=self.environment, check=True)

    def press(self, x, y):
        self.do("mousemove", str(x), str(y), "click", "1")

    def key(self, keys):
        self.do("key", keys)

    def type(self, text):
        self.do("type", "--delay", "5", text)

    def close_window(self):
        """As the cross of a title bar does, which is a window manager's, and there is none."""
        ask_to_close(self.server.display, int(self.window))

    def title(self):
        return self.ask("getwindowname", self.window)

    def until(self, holds, what, seconds=20):
        """Waits; returns what `holds` returned, which is true."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.program.poll() is not None:
                raise AssertionError(f"the program ended: {self.program.stderr.read()}")
            if result := holds():
                return result
            time.sleep(0.05)
        raise AssertionError(f"waited in vain for {what}; the title is {self.title()!r}")

    def settle(self):
        """Until all that was done has been drawn: without news the program does nothing."""
        before, since = self.processor_seconds(), time.monotonic()
        while time.monotonic() - since < 0.5:
            time.sleep(0.05)
            now = self.processor_seconds()
            if now != before:
                before, since = now, time.monotonic()

    def processor_seconds(self):
        """That the program has used so far."""
        with open(f"/proc/{self.program.pid}/stat", encoding="utf-8") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

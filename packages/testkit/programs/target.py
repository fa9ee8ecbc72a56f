#!/usr/bin/python3
"""An ordinary X program to be looked at and controlled by tests.

It covers the screen with the pattern that src/pattern.ts describes, or with a text field, writes what reaches it to
standard output as one JSON object a line, and takes commands on standard input:
  moving        count up every 1/30 s
  still         stop counting
  frame N       show frame N and stop counting
  react         count up by one at every button press
  clear         empty the text field
"""

import argparse
import json
import sys
import time

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

COLUMNS, ROWS, BITS = 8, 4, 16
PALETTE = [
    (220, 30, 30),
    (30, 170, 40),
    (40, 60, 220),
    (235, 220, 40),
    (200, 60, 200),
    (40, 200, 210),
    (245, 130, 20),
    (110, 110, 110),
]


def report(event, at=None, **fields):
    at = now() if at is None else at
    print(json.dumps({"event": event, "at": round(at, 1), **fields}, ensure_ascii=False), flush=True)


def now():
    return time.time() * 1000


def time_of(input_event):
    """When the X server took the input in, not when this program had its turn: the server counts the ms of the monotonic clock."""
    age = (int(time.monotonic() * 1000) - input_event.time) & 0xFFFFFFFF
    return now() - (age if age < 1 << 31 else 0)


class Pattern(Gtk.DrawingArea):
    def __init__(self, log_frames):
        super().__init__()
        self.frame = 0
        self.moving = False
        self.reacting = False
        self.log_frames = log_frames
        self.connect("draw", self.on_draw)
        GLib.timeout_add(1000 // 30, self.on_tick)

    def show_frame(self, frame):
        self.frame = frame % (1 << BITS)
        if self.log_frames:
            report("frame", frame=self.frame)
        height = self.get_allocated_height()
        self.queue_draw_area(0, int(height * 0.8) - 1, self.get_allocated_width(), height - int(height * 0.8) + 1)

    def on_tick(self):
        if self.moving:
            self.show_frame(self.frame + 1)
        return True

    def on_draw(self, _widget, context):
        width, height = self.get_allocated_width(), self.get_allocated_height()
        context.set_antialias(1)
        block_width, block_height = width / COLUMNS, height * 0.8 / ROWS
        for row in range(ROWS):
            for column in range(COLUMNS):
                self.fill(context, PALETTE[(column + row * 3) % 8], column * block_width, row * block_height, block_width, block_height)
        bit_width, bit_height, top = width / BITS, height * 0.1, height * 0.8
        for bit in range(BITS):
            one = (self.frame >> (BITS - 1 - bit)) & 1
            for row, white in ((0, one), (1, not one)):
                self.fill(context, (255,) * 3 if white else (0,) * 3, bit * bit_width, top + row * bit_height, bit_width, bit_height)

    @staticmethod
    def fill(context, color, x, y, width, height):
        context.set_source_rgb(*(channel / 255 for channel in color))
        context.rectangle(x, y, width, height)
        context.fill()


class Target:
    def __init__(self, options):
        self.window = Gtk.Window(title="Testprogramm")
        self.window.set_decorated(options.decorated)
        self.pattern = None
        self.text = None
        self.log_motion = not options.no_motion
        if options.mode == "pattern":
            self.pattern = Pattern(options.log_frames)
            self.pattern.moving = options.moving
            self.pattern.set_can_focus(True)
            self.window.add(self.pattern)
        else:
            self.text = Gtk.TextView()
            self.text.set_monospace(True)
            self.text.get_buffer().connect("changed", self.on_text)
            self.window.add(self.text)
        self.listen(self.text or self.pattern)
        self.window.connect("destroy", Gtk.main_quit)
        self.place(options)
        self.window.show_all()
        GLib.timeout_add(20, self.report_ready)

    def listen(self, widget):
        widget.add_events(
            Gdk.EventMask.BUTTON_PRESS_MASK
            | Gdk.EventMask.BUTTON_RELEASE_MASK
            | Gdk.EventMask.SCROLL_MASK
            | Gdk.EventMask.POINTER_MOTION_MASK
            | Gdk.EventMask.KEY_PRESS_MASK
            | Gdk.EventMask.KEY_RELEASE_MASK
        )
        widget.connect("button-press-event", self.on_button, True)
        widget.connect("button-release-event", self.on_button, False)
        widget.connect("scroll-event", self.on_wheel)
        widget.connect("motion-notify-event", self.on_motion)
        widget.connect("key-press-event", self.on_key, True)
        widget.connect("key-release-event", self.on_key, False)

    def place(self, options):
        screen = Gdk.Display.get_default().get_monitor(0).get_geometry()
        x, y, width, height = screen.x, screen.y, screen.width, screen.height
        if options.area:
            x, y, width, height = options.area
        self.window.set_keep_below(not options.decorated)
        self.window.set_default_size(width, height)
        self.window.move(x, y)
        self.window.resize(width, height)
        if not options.area:
            # A bare window of the screen's size that is not maximised counts as full screen, above everything else.
            self.window.maximize()

    def report_ready(self):
        gdk_window = self.window.get_window()
        if not gdk_window or not self.window.is_active():
            self.window.present()
            return True
        _, x, y = gdk_window.get_origin()
        report("ready", x=x, y=y, width=gdk_window.get_width(), height=gdk_window.get_height())
        return False

    def on_button(self, _widget, event, pressed):
        if event.type in (Gdk.EventType._2BUTTON_PRESS, Gdk.EventType._3BUTTON_PRESS):
            return False
        report("button", at=time_of(event), pressed=pressed, button=event.button, x=int(event.x_root), y=int(event.y_root))
        if pressed and self.pattern and self.pattern.reacting:
            self.pattern.show_frame(self.pattern.frame + 1)
        return False

    def on_wheel(self, _widget, event):
        direction = {0: "up", 1: "down", 2: "left", 3: "right"}.get(int(event.direction), "smooth")
        report("wheel", at=time_of(event), direction=direction, x=int(event.x_root), y=int(event.y_root))
        return False

    def on_motion(self, _widget, event):
        if self.log_motion:
            report("motion", at=time_of(event), x=int(event.x_root), y=int(event.y_root))
        return False

    def on_key(self, _widget, event, pressed):
        code = Gdk.keyval_to_unicode(event.keyval)
        report("key", at=time_of(event), pressed=pressed, keycode=event.hardware_keycode, name=Gdk.keyval_name(event.keyval), text=chr(code) if code else "")
        return False

    def on_text(self, buffer):
        start, end = buffer.get_bounds()
        report("text", text=buffer.get_text(start, end, True))

    def on_command(self, source, condition):
        line = sys.stdin.readline()
        if not line:
            Gtk.main_quit()
            return False
        word, *rest = line.split()
        if word == "clear":
            self.text.get_buffer().set_text("")
        elif word in ("moving", "still"):
            self.pattern.moving = word == "moving"
        elif word == "react":
            self.pattern.reacting = True
        elif word == "frame":
            self.pattern.moving = False
            self.pattern.show_frame(int(rest[0]))
        else:
            report("unknown-command", word=word)
            return True
        report("done", command=word)
        return True


def area(text):
    x, y, width, height = (int(part) for part in text.split(","))
    return x, y, width, height


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mode", choices=["pattern", "text"], default="pattern")
    parser.add_argument("--moving", action="store_true")
    parser.add_argument("--decorated", action="store_true")
    parser.add_argument("--log-frames", action="store_true")
    parser.add_argument("--no-motion", action="store_true")
    parser.add_argument("--area", type=area, help="x,y,width,height; the whole screen if left out")
    target = Target(parser.parse_args())
    GLib.io_add_watch(sys.stdin.fileno(), GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN | GLib.IOCondition.HUP, target.on_command)
    Gtk.main()


main()

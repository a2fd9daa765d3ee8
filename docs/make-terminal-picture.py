#!/usr/bin/env python3
"""Pictures of a real run: starts a command on a terminal of its own and writes what stands on it as SVG.

    docs/make-terminal-picture.py NAME COLUMNS 'PATTERN' COMMAND...

writes docs/NAME-under-way.svg, the screen when PATTERN (a regular expression) first stands on it, and
docs/NAME-done.svg, the screen at the end. Only the standard library is used.
"""
import fcntl
import html
import os
import pty
import re
import struct
import sys
import termios

CHAR_WIDTH, LINE_HEIGHT, MARGIN = 8.4, 19, 16
STEP = re.compile(rb'\x1b\[([0-9;]*)([A-Za-z])|\r|\n|[^\x1b\r\n]+|.', re.S)
COLOURS = {'31': '#e06c75'}


class Screen:
    """What the lines show; knows the few controls that Offscribe uses."""

    def __init__(self, columns):
        self.columns, self.lines, self.row, self.column, self.colour = columns, [[]], 0, 0, None

    def feed(self, data):
        for step in STEP.finditer(data):
            text = step.group(0)
            if step.group(2) is not None:
                self.control(step.group(1).decode(), step.group(2).decode())
            elif text == b'\r':
                self.column = 0
            elif text == b'\n':
                self.next_line()
            else:
                for char in text.decode('utf-8', 'replace'):
                    self.put(char)

    def next_line(self):
        self.row += 1
        if self.row == len(self.lines):
            self.lines.append([])

    def put(self, char):
        if self.column == self.columns:
            self.next_line()
            self.column = 0
        line = self.lines[self.row]
        line.extend([(' ', None)] * (self.column + 1 - len(line)))
        line[self.column] = (char, self.colour)
        self.column += 1

    def control(self, numbers, letter):
        if letter == 'A':
            self.row = max(0, self.row - int(numbers or 1))
        elif letter in 'JK':
            del self.lines[self.row][self.column:]
            if letter == 'J':
                del self.lines[self.row + 1:]
        elif letter == 'm':
            self.colour = COLOURS.get(numbers)

    def text(self):
        return '\n'.join(''.join(char for char, _ in line) for line in self.lines)

    def svg(self, title):
        rows = self.lines if self.lines[-1] else self.lines[:-1]
        width = self.columns * CHAR_WIDTH + 2 * MARGIN
        height = len(rows) * LINE_HEIGHT + 2 * MARGIN
        out = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img">',
            f'<title>{html.escape(title)}</title>',
            f'<rect width="{width:.0f}" height="{height:.0f}" rx="8" fill="#1e2127"/>',
            '<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14" fill="#d7dae0" xml:space="preserve">',
        ]
        for number, line in enumerate(rows):
            y = MARGIN + LINE_HEIGHT * number + 14
            for start, text, colour in spans(line):
                fill = f' fill="{colour}"' if colour else ''
                length = len(text) * CHAR_WIDTH
                out.append(
                    f'<text x="{MARGIN + start * CHAR_WIDTH:.1f}" y="{y}" textLength="{length:.1f}"{fill}>'
                    f'{html.escape(text)}</text>'
                )
        return '\n'.join([*out, '</g>', '</svg>', ''])


def spans(line):
    """Runs of one colour, without the blanks at the end."""
    found = []
    for column, (char, colour) in enumerate(line):
        if found and found[-1][2] == colour:
            found[-1][1] += char
        else:
            found.append([column, char, colour])
    if found:
        found[-1][1] = found[-1][1].rstrip()
    return [span for span in found if span[1]]


def main():
    name, columns, pattern, *command = sys.argv[1:]
    folder = os.path.dirname(os.path.abspath(__file__))
    screen = Screen(int(columns))
    shown = ['offscribe' if word.endswith('main.js') else word for word in command if word != 'node']
    screen.feed(f'$ {" ".join(shown)}\r\n'.encode())
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 40, int(columns), 0, 0))
    taken = False
    while True:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        screen.feed(data)
        if not taken and re.search(pattern, screen.text()):
            taken = True
            write(os.path.join(folder, f'{name}-under-way.svg'), screen.svg('A pull under way'))
    os.waitpid(child, 0)
    write(os.path.join(folder, f'{name}-done.svg'), screen.svg('The same pull when it is done'))
    print(screen.text())


def write(path, text):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


main()

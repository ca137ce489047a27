#!/bin/sh
# Scores the tables, or the folder of tables, that are named or dropped, with the shifan that stands beside this file, and shows the page.
# On a Mac it is called 评分.command, so that a double click starts it; then the folder is dropped into its window.
#
# To an office that always scores by the same standard nothing is asked when it is named here, as in
#   options="--standard shenzhen-pilot --phase 2017"
options=""

program=$(dirname -- "$0")/shifan
if [ ! -x "$program" ]; then
    program=$(command -v shifan) || {
        echo "shifan is not beside this file. Unpack the whole archive first, then use the file in the unpacked folder."
        echo "这个文件旁边没有 shifan：请先把整个压缩包解压，再用解压出来的文件夹里的这个文件。"
        exit 3
    }
fi

code=0
# The options are words, and so without quotation marks.
# shellcheck disable=SC2086
"$program" open --lang zh $options -- "$@" || code=$?
# A window that closes takes the message with it. The page was made, and nothing is wrong: there is none.
if [ "$code" -ne 0 ] && [ -t 0 ]; then
    printf '按回车关闭…'
    read -r _ || true
fi
exit "$code"

@echo off
rem Drop the folder of tables onto this file: shifan.exe, which stands beside it, scores them and shows the page.
rem
rem To an office that always scores by the same standard nothing is asked when it is named here, as in
rem   set "OPTIONS=--standard shenzhen-pilot --phase 2017"
set "OPTIONS="

rem This file is plain ASCII up to its last lines, because cmd.exe reads it in the code page of the console, which is
rem another one on every computer. What is said in Chinese comes from shifan.exe, which knows how to.
rem
rem Explorer puts only names with blanks in quotation marks. cmd.exe has already cut "D:\a&b" at the "&" when it comes here,
rem so shifan.exe gets the whole line as Explorer wrote it. Between "!" it is put in after parsing, and nothing in it counts.
setlocal EnableExtensions EnableDelayedExpansion
set "SHIFAN_COMMAND_LINE=!CMDCMDLINE!"
rem What was cut off stands behind this script as a command of its own: it must not run, so the window ends here. But a person
rem who typed the name of this script at a prompt keeps the prompt.
set "END=exit"
if "!CMDCMDLINE:/c=!"=="!CMDCMDLINE!" set "END=exit /b"
rem From here on a "!" in a name is only a "!".
setlocal DisableDelayedExpansion
set "SHIFAN_SCRIPT=%~f0"

set "PROGRAM=%~dp0shifan.exe"
if exist "%PROGRAM%" goto found
for %%P in (shifan.exe) do set "PROGRAM=%%~$PATH:P"
if not defined PROGRAM goto missing

:found
"%PROGRAM%" open --lang zh %OPTIONS% -- %*
set "CODE=%ERRORLEVEL%"
rem The page was made, and nothing is wrong: the window has nothing to say.
if not "%CODE%"=="0" pause
%END% %CODE%

:missing
echo shifan.exe is not beside this file. Unpack the whole archive first, then use the file in the unpacked folder.
rem The next two lines are UTF-8, and nothing but a message stands behind them.
chcp 65001 >nul
echo 这个文件旁边没有 shifan.exe：请先把整个压缩包解压，再用解压出来的文件夹里的这个文件。
pause
%END% 3

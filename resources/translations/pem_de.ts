<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AttemptBox</name>
    <message>
        <source>Attempt whose output is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attempt {number} of {newest}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BoundedEdits</name>
    <message>
        <source>{field}: at most {most} files can be dropped at once, and these are {number}. Drop their folder instead: that is everything in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{field}: more than {most} characters do not fit here; nothing was taken. Put long text into a file and name that.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CancelQuestion</name>
    <message>
        <source>{name} · running for {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{task} · holds {files}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CheckModel</name>
    <message>
        <source>holds: {check}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>does not hold: {check}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Chips</name>
    <message>
        <source>Show all tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show only tasks that are: {state}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CommandEntries</name>
    <message>
        <source>no task has failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>go to role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>go to task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The task is not in the list any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The task is hidden by the filter. Esc clears it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is nothing to do it to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>select a role first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>select a task first</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search actions, tasks and roles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the name of an action, a task or a role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is called so. Fewer letters find more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not possible now: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter: {title} ({place})</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CopyWithContext</name>
    <message>
        <source>Copy with conte&amp;xt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the selected lines with those around them, the task and the file</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Core</name>
    <message>
        <source>“{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>role {name} is stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>role {name} is paused by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>role {name} is held by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>role {name} is throttled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>role {name} is throttled: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>role {name} is started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>role {name} is not paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>role {name} is not held back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>after {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>after {name} and {number} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has succeeded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>next attempt in {number} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the wait before this attempt is over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: next in line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} kept for {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} read by {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} held by {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} kept for {name} as part of {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} read by {name} as part of {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} held by {name} as part of {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} is free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU: {used} cores charged + {need} needed, limit {limit}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU: {used} cores charged ({others} by other programs) + {need} needed, limit {limit}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory: {used} charged + {need} needed, limit {limit}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory: {used} charged ({others} by other programs lately) + {need} needed, limit {limit}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{words} (room is kept for {name})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{words}; nothing else runs, so one task may</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU: none needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory: none needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>disk {number} % full, limit {limit} %: free some space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>disk {number} % full, limit {limit} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>disk not measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} tasks run, at most {limit} may</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 task runs, at most {limit} may</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} of at most {limit} tasks run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing is known of its kind yet; {name} is being measured first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no other of its kind is being measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} before it in the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its turn comes next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first in its role&apos;s queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{words}, since {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>being ended: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{words} since {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>goes on: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gets processor and disk after everybody else: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused with its role by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>suspended with its role: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about to go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>uses {used} and grew faster than expected ({expected}) while memory runs short; goes on when there is room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>resumed by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing else would run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing new starts while a task runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what runs has processor and disk after everybody else</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what runs is suspended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a task is stopped and queued again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tasks may start again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what runs goes on, nothing new starts beside it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what runs goes on after everybody else</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no more tasks are stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU {number} % over {limit} % for {time}: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory {number} % over {limit} % for {time}: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>disk {number} % over {limit} % for {time}: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU pressure {number} % over {limit} % for {time}: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory pressure {number} % over {limit} % for {time}: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I/O pressure {number} % over {limit} % for {time}: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU {number} % at or below {limit} % for {time}: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory {number} % at or below {limit} % for {time}: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>disk {number} % at or below {limit} % for {time}: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU pressure {number} % at or below {limit} % for {time}: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory pressure {number} % at or below {limit} % for {time}: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I/O pressure {number} % at or below {limit} % for {time}: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU has no limit any more: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory has no limit any more: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>disk has no limit any more: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU pressure has no limit any more: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory pressure has no limit any more: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I/O pressure has no limit any more: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held for {time}, which is the longest allowed ({last}): {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{words}; resumes at {limit} % or below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{words}; resumes at {limit} % or below, after {time} at the latest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{words}; it has never been lower since the start: raise the limit if that is usual</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{words}, and {words_2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{words} and {words_2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>move it to the front of its queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raise its priority to {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raise the priority of role {name} to {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>resume it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancel it and retry it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>start role {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>resume role {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pause role {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pause {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancel {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no longer run it after {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>let it only read {file}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>take {file} out of its files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>move it to role {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lower cpu_cores to {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lower memory_mb to {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raise the limit disk_percent to {limit} (resume at {resume})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raise the limit {limit} to {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raise max_parallel_tasks to {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>declare what it needs, such as cpu_cores {cores} and memory_mb {memory}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measured in {number} runs of this task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measured in 1 run of this task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measured in {number} runs of its kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measured in 1 run of its kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a guess from {number} runs of its program with arguments of another size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a guess from 1 run of its program with arguments of another size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by its role: nothing like it was measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by its role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measured in another of its kind that still runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>declared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none yet: made at the first attempt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{role}&apos;s own work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} cores, {memory}, {processes} processes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} cores, {memory}, 1 process</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} cores, {memory} ({words})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exit code {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} s ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{time} ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{words} Takes effect at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{words} Takes effect for tasks that start from now on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{words} Takes effect at the next start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{words} It changes nothing here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{words}: resume at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Role: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roles go on at or below this; left empty it is {number} below the limit. {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes effect at once.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CrashReport</name>
    <message>
        <source>The program ended unexpectedly the last time; tasks that ran were kept by their supervisor, where there is one.
More is in {file}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unexpected error, the program goes on: {kind}: {error}
More is in {file}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DeclaredForm</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DetailsPanel</name>
    <message>
        <source>The task&apos;s work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The task&apos;s times and measures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a task to see its command, its attempts and what it waits for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The task&apos;s measures</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DiagnosticsDialog</name>
    <message>
        <source>Save diagnostics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the whole path of a file, beginning with its folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved as {file}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Archives (*.zip)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EntryModel</name>
    <message>
        <source>Not possible now: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EventModel</name>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Role or task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Events</name>
    <message>
        <source>All events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roles by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>let go</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>limit set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>handed back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>priority set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>queued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edited</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>moved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancelled by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>queued again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>resumed by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>taken off the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stands still</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>goes on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to be suspended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to be resumed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>after everybody else</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ordinary share again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to be stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>files wanted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>files granted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>files refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>files given back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>settings changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>program begins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>computer slept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>refused</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EventsPanel</name>
    <message>
        <source>Events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show events about</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show events of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State of the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That moment is not kept any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All roles and tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns of the events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What roles and tasks did, and why roles were held back, is told here as it happens.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FieldEditors</name>
    <message>
        <source>{field}: {text} is not a whole number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{field}: {text} is not a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose: {field}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{prose} One a line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>required</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>optional, in {unit}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>optional</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>usually {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one {thing} a line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one a line</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FileCommands</name>
    <message>
        <source>Open task file</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Queued %n task(s) of {file}.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Task files (*.pemtasks *.jsonl);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No task is queued: there is nothing to save.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save queue as</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Saved %n queued task(s) in {file}.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{path} cannot be written ({reason}): choose another folder or free some space</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FirstPage</name>
    <message>
        <source>Welcome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Many tasks at once, on a usable computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tasks of several roles run side by side as real processes. The manager starts what fits, the most important first, holds roles back when the machine gets too busy, and never lets two tasks work on one file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one small example of each role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a form for each role, or a command of your own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one task a line, in JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how everything works</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Gauge</name>
    <message>
        <source>Show the graph of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} role by role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show what the tasks of each role use, stacked, instead of the total</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} not measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} {1} percent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} {1} mebibytes a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, limit {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide the graph</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the graph</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GraphView</name>
    <message>
        <source>never throttle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>throttle above {0} %, resume at {1} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>resume at {0} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{role} was held back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{role} was let go</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Graphs</name>
    <message>
        <source>some</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disk I/O</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU pressure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory pressure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I/O pressure</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HelpBrowser</name>
    <message>
        <source>Page of the help</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HelpDialogs</name>
    <message>
        <source> (in the queue)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (in the roles)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (in the locks)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold Ctrl over the queue to keep its rows from moving.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs the tasks of several AI-manager roles side by side on one workstation, keeps it usable, and never lets two tasks work on one file.

{versions}

MIT licence. Help ▸ Save diagnostics… writes what helps to find a fault into one file.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HelpWindow</name>
    <message>
        <source>User guide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find in this page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find in this page (Ctrl+F)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages and text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not part of the help: {link}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not in this page.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Language</name>
    <message>
        <source>English</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LanguageMenu</name>
    <message>
        <source>Lan&amp;guage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The window speaks the chosen language from its next start.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Roles in this graph</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LockCommands</name>
    <message>
        <source>This row is about no task: choose a holder or one who waits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a task: its files are free when it ends. Cancel it to free them now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a row of the files in use first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Several hold this file: choose one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody holds this file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is no task of this manager: end the process, or let it release the lease.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>What it did in {time} is lost. It holds:</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n wait(s) for that.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LockModel</name>
    <message>
        <source>File / task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>since {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>task {id}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lease number {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n wait(s) for what it holds itself</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Locks</name>
    <message>
        <source>⟳ Roles wait for each other. That is no deadlock: a task takes all its files at once, so none of those that wait holds any.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LocksPanel</name>
    <message>
        <source>Show files that nobody waits for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many files are not shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roles that wait for each other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find by path or name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a file in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Double-click a task to go to it; right-click for more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns of the files in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show uncontested ({number})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{shown:,} of {all:,} files; search to see others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No file matches. Show uncontested ones too, or clear what is searched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No task waits for a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No file is in use. What tasks name in “files” is listed here, and what pem lease holds.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LogBar</name>
    <message>
        <source>Task whose output is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the lines before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Earlier lines ↑</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the new lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrap long lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow new lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the run folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No task selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 new line ↓</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} new lines ↓</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LogFinder</name>
    <message>
        <source>Find in the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell capital letters from small ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text is a regular expression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous place (Shift+F3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next place (F3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Places found in the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop looking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find in all of the log (F3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot look</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>looking …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LogPanel</name>
    <message>
        <source>Select a task to see its output.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The output cannot be read: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{task}, attempt {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No output yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The task wrote no output.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The task has not started: no output.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message>
        <source>Output of the selected task</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>The computer slept for {time}; tasks stood still.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resources</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Menus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Toolbar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter tasks by name, role, state or reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter tasks  (Ctrl+F)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry all &amp;failed ({number})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry all &amp;failed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Notice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>News</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notice texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close notice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PathLabel</name>
    <message>
        <source>&amp;Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click and press Ctrl+C, or right-click, to copy it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Questions</name>
    <message>
        <source>Cancel “{name}”?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel the tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop and end the tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Release the lease of {name}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is done only if all of its processes have ended. Others get its files then, among them:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Release it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and {number} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QueueColumns</name>
    <message>
        <source>&amp;Fit to content</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make every column as wide as what is in sight needs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place (#)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QueueCommands</name>
    <message>
        <source>Add task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select one task to edit it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is not queued: duplicate it (Ctrl+D) to run it changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select one task to duplicate it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry (Ctrl+R) queues it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry (Ctrl+R) queues them again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n cancelled</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n had already ended</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not cancelled and still selected</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Select one task to move it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place of “{name}” (1 to {last}):</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move to position</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select one task to go to what it waits for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The selected task does not wait for another task.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is hidden by the filter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select one task to open its folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no run folder yet: it is made at the first attempt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No file manager opened the run folder; it is {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Removed %n ended task(s) from the list.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QueuePanel</name>
    <message>
        <source>Queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tasks by state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is wrong with the filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A filter has at most {most} characters, and this one {part}: shorten it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>/{part}/ repeats a group, which can take for ever: repeat single characters instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>/{part}/ is no regular expression ({reason}): correct it, or leave the slashes out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No task matches the filter.
Clear it (Esc) to see all tasks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No tasks yet.
Add a task (Ctrl+N) or load the demo queue from the File menu.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is queued, but hidden by the filter. Esc clears it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sort by # to reorder: only then are rows in the order in which they run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sort by #</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QueueView</name>
    <message>
        <source>Task queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns of the queue</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QueueWishes</name>
    <message>
        <source>This cannot be undone:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some of this cannot be undone:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and {number} more</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QuitQuestion</name>
    <message>
        <source>What waits is kept for the next start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do the same next time without asking (Reset layout asks again)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep working</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop tasks and quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit and let them run</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ResourcesPanel</name>
    <message>
        <source>Resources</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Estimated: psutil is not installed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How it is measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Age of the last sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far back the graphs go</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Graphs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sampled {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>limit {0} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>throttled above {0} %, resumed at {1} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>5 minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>6 hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>24 hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose graphs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Graphs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose which graphs are shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} cores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{used} of {all}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RoleCircles</name>
    <message>
        <source>{role} (“{task}” waits for {file} of “{holder}”)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RoleCommands</name>
    <message>
        <source>{} paused until {}, then work goes on by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} held until {}: nothing new starts before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} kept going until {}, whatever is measured.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is not loaded, so its options are not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n roles</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{} is stopped: start it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a role first.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RoleModel</name>
    <message>
        <source>Role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The role, and how many of its tasks run, stand still and are queued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the role may do, and until when if that ends by itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processor cores and memory that its running tasks use together</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Priority from 1 to 10, higher first. Double-click or F2 to change it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} cores</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RoleOptionsDialog</name>
    <message>
        <source>Options of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Apply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All &amp;defaults</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard what you have entered?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard what you have entered? It is not saved yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on editing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In force now is priority {}, which was set in the list of roles.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved in {}, and in force at once.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RoleTexts</name>
    <message>
        <source>{role}: paused by you {at}{until}; what ran stands still.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{role}: held by you {at}{until}; what runs goes on, nothing new starts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{role}: kept going by you since {at}{until}, whatever is measured.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> until you resume it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> until you hand it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for processor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for disk room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for a free slot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for a measurement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} suspended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} queued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> until {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by you{}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ends by {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{role}: {state} {at}: {cause}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{role}: {state} since {at}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, by you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{sentence}. What comes next waits: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resumes at {limit} % or below for {lasting}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{ends}, at the latest {time}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has never been lower since the start: raise the limit if that is usual.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RolesPanel</name>
    <message>
        <source>No roles are configured.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns of the roles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last decision about the role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a role to see the last decision about it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingRow</name>
    <message>
        <source>Unit of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: enter a value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Default of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is wrong with {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} (changed)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search settings by name, key or meaning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Groups of settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only what is &amp;not the default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only what is set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The configuration is saved in {file}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;OK</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Apply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No setting is called so.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsEditor</name>
    <message>
        <source>What is wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What became of the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Reload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keep mine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be used as it is. Put it right, then it can be edited here:
{problems}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} was changed on the disk and is shown as it is now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} was changed on the disk while you were editing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It cannot be used as it is:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show what is in the file now; what you have entered is lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep what you have entered; everything else follows the file</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SeveralDialog</name>
    <message numerus="yes">
        <source>Edit %n tasks</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>What is wrong with the changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as it is with each task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StatusFacts</name>
    <message>
        <source>Scheduler: not connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scheduler</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tasks by state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not sampled yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Age of the last sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sampled {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scheduler: {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing to do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>throttled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Suggestion</name>
    <message>
        <source>What was measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use what was measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No task like this was measured yet: its role&apos;s requirement counts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cores} cores, {memory} ({source})</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Tables</name>
    <message>
        <source>&amp;Add task…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Describe a task and queue it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open task file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queue all tasks of a file of JSON lines, or none if one is wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save queue as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the queued tasks into a file of JSON lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load &amp;demo queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queue one example of each role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the window; asks if tasks run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo the last edit of the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do again what was undone last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit task…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the selected queued task, or several at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Duplicate task…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queue another task like the selected one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Filter tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the filter box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Clear filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all tasks again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything that can be set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Pause or resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold the selected tasks, or let held ones go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Retry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queue the selected ended tasks again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry all &amp;failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queue every failed task again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Cancel or remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel the selected tasks; remove those that have ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove all &amp;ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take every ended task off the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move &amp;up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One place up in the role&apos;s queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move &amp;down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One place down in the role&apos;s queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move to &amp;top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First in the role&apos;s queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move to &amp;bottom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last in the role&apos;s queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move to positio&amp;n…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To a given place in the role&apos;s queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ra&amp;ise priority</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>low to normal, normal to high</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Lower priority</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>high to normal, normal to low</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Show details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show everything that is known of the task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Go to blocker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select the task that the selected one waits for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open run f&amp;older</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the folder of the newest attempt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to task of the lock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select the task of the row in Locks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel holder of the lock…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel the task that holds the file in Locks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Release a stale lease…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End the lease in Locks of a program that has ended without telling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy path of the lock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the path of the file in Locks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Start role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Work on the selected role&apos;s queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;top role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End the selected role&apos;s tasks and keep its queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Pause or resume role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suspend the selected role, or let it go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause / resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Hold role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start nothing new of the selected role; what runs goes on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hand role &amp;back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let the scheduler alone decide about the selected role again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hand back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Role opt&amp;ions…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What can be set for the selected role: priority, needs and options</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Options…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start &amp;all roles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Work on all queues</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop a&amp;ll roles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End all running tasks and keep the queues</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suspend all roles until you resume them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let all roles go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start nothing new of any role; what runs goes on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hand all back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let the scheduler alone decide about all roles again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the details of the selected task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Locks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the files in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>L&amp;og</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the output of the selected task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Event&amp;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show what has happened, and why roles were held back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Follow log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the newest lines of the log in sight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find &amp;next in log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next place that contains the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find previo&amp;us in log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The place before that contains the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next &amp;region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the focus to the next panel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pre&amp;vious region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the focus to the panel before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Command palette…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find anything by a part of its name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>R&amp;eset layout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put all panels back where they were at first, and ask again when closing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User &amp;guide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How to use the program, page by page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All keys at a glance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save diagnostics…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write what helps to find a fault into one file, without secrets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name, version and licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Throttled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Succeeded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timed out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Active</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Holds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Met</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not met</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undeclared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>#</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place in the queue of its role. Sort by it to reorder by dragging.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the task is doing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The task&apos;s name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The role that does the work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How important the task is within its role; empty means normal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Elapsed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running time of the last attempt, without the time it was suspended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processor cores in use; the peak once the task has ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory of the whole process tree; the peak once the task has ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why / detail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why the task waits, what it is doing, or how it ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>low</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>normal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>high</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ended with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Peak</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waited</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the schema of the file is, for editors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usage of all cores together above which roles are throttled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of memory that is not available above which roles are throttled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill level of the fullest volume in use above which roles are throttled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of time in which some task waits for a processor above which roles are throttled; off by default, because a busy computer that keeps its limit may have all of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of time in which every task waits for memory above which roles are throttled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of time in which every task waits for a disk above which roles are throttled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Throttle above</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roles are throttled above this; absent: the limit&apos;s default.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roles resume at or below this, and it is never above throttle; absent: as for a plain number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How important the role is; higher is more important.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processor share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Percent of all cores together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Percent of the machine&apos;s memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logical cores, instead of cpu.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory, instead of memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time from one sample of the machine to the next.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is done when a task of the role touches a file that another holds: note it in the run folder, warn (also tell it and put it among the findings), or pause the task too if it was seen with the file open to write.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>warn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the role&apos;s class is, as module:Class.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A limit must be crossed for this long before a role is held (nothing starts) or its running tasks are lowered (they get processor and disk after everybody else).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A limit must be crossed for this long before running tasks are suspended or, if memory is short and they may be repeated, stopped and queued again. Never sooner than a dwell after the step before; at once if memory is about to run out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usage must be at or below resume for this long before a role is held back less.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Least time between two steps of throttling or resuming; 1 s if memory is about to run out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A role that has been held back for this long goes one step back whatever is measured, and is then left alone for a tenth of this time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A task that waits this long counts as one priority step more important.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long smaller tasks may pass a waiting one before what it needs is kept free for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time that a task gets to end by itself before it is killed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time before the first retry; doubles with each further one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The back-off never grows above this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many tasks may run at the same time, whatever they need.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether tasks are admitted by what others of their kind were measured to use; otherwise by what they declare or their role&apos;s requirement.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the processor limit is 100 %: how many times the cores running tasks may be expected to use, so that no core is idle while a task waits for a disk or a network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Room that the output of one attempt takes on the disk: of a longer one the beginning and the end are kept, and the middle is dropped while the task runs. 0 is no limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run folders of attempts that ended so long ago are removed. 0 keeps them for ever.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Room that all run folders together may take on the disk; beyond it the oldest are removed. 0 is no limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>per second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tasks that run when the window closes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tray</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tray icon</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Closing hides</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light or dark, or as the system says.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the window speaks; as the system does, if it is one of these.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>English</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deutsch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often lists and graphs are drawn anew at most; what happens meanwhile is shown together. At 10 everything is shown as it comes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask, let them run on where that is possible, or stop them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the state in the system&apos;s tray, with pause, resume and quit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Closing the window leaves the program in the tray while its icon is shown there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A task failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell when a task has failed or run out of time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The queue is finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell when nothing is left to do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A role is held back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell when the limits throttle or suspend a role.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A role goes on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell when a role that was held back by the limits goes on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Limits of the machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processor limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disk limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processor pressure limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory pressure limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I/O pressure limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Monitoring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Monitoring interval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Times and counts of the scheduler</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Throttle after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suspend after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dwell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest hold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ageing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reserve after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grace to stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry back-off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest back-off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tasks at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processor packing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Output of tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MiB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep run folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Room for run folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GiB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Priority</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undeclared access</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python interpreter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Milestones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Margin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measuring time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top consumers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worst allowed rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest time for a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worst functions shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>blocks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Qt platform</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time to show a window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time to close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time to settle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stall</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roles and file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Further roles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One role a line: its name, =, and its class as module:Class. A new role is there at once; one that is taken out stays until the next start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schema</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agent simulations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs simulation scripts with agent, arguments and seed, and records each run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What runs simulation scripts; empty means the interpreter that runs the manager (a packaged one: python3 on PATH, else its own).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Script</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The script: in the agent&apos;s folder, else in the task&apos;s &apos;cwd&apos; or the project&apos;s folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The agent, which is also the name of its folder, for example AI_Agent_1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arguments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arguments of the script: a list of texts, or an object whose entries become --key value (true gives --key alone, false and null leave it out).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The seed told to the script; without one it is derived from the task&apos;s id.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scheduling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What one task needs, unless it says so itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logical cores; a part of one is possible.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory of the whole process tree.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Options of the role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Project management</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reports how far each milestone is, what blocks it and what comes next.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The milestones file of tasks that name none; without it every role is one milestone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A TOML file of milestones: queries over tasks, with titles and due dates.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Task list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A project_tasks.json whose tasks count beside those of the manager.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A script to run instead of the role&apos;s own work (&apos;script&apos; means the same). Python scripts run with the interpreter that runs the manager (a packaged one: python3 on PATH, else its own), others must be executable.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resource management</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reports who uses the machine and which requirements are too high or too low.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What a recommendation adds to the highest measured peak.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long the processor use of each process is measured.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many processes the report names for processor and for memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A disk volume, or the swap space, that is fuller than this is a warning.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Script assessment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grades Python scripts by complexity and maintainability and says which branches add what.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Names of files and folders that are left out below a folder; &apos;*&apos; and &apos;?&apos; are wildcards. A pattern with a &apos;/&apos; is compared with the whole path below the folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The task fails when a function or class has a worse complexity rank than this; F lets all pass.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bigger files are refused with this as the reason: they are data rather than code.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file that takes longer to grade is refused with this as the reason; the others go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many of the worst functions and classes the readable report lists.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Script or folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Python file, or the folder with Python files, to be graded. Relative paths start at the task&apos;s cwd, else at the project&apos;s folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GUI testing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starts a PySide6 script apart, takes pictures of its windows and closes them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Qt platform plugin: &apos;offscreen&apos; needs no display; &apos;xcb&apos; or &apos;wayland&apos; show real windows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A script that has no visible window after this time has failed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A script that does not end within this time after its windows were closed has failed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long the windows are left alone before pictures are taken and they are closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An event loop that does not turn for this long is reported, with the line that held it up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The PySide6 script to be tested (&apos;script&apos; is another word for it). Relative paths start at the task&apos;s cwd, else at the project&apos;s folder. Without a script this very application is tested.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;self&apos; says outright that this application is to be tested; leave it out for a script.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>self</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Task management</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queues due and recurring tasks of a schedule and explains every decision.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The schedule of tasks that name none; without it the task reports on the queue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A TOML file of due and recurring tasks, or a parallel_execution_tasks.json.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the last due times are remembered; by default beside the schedule.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the task is called in the queue; else made from its work.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How important the task is within its role.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Program and arguments, quoted as in a shell.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files that the task needs for itself while it runs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files that nobody may change while the task runs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ids of tasks that must succeed first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder that the task starts in; else the project&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processor cores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the task needs; else what its role needs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running time after which the task is ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Further attempts after a failed one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rerunnable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>May be stopped and started again at any time</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TaskDialog</name>
    <message>
        <source>Role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the task does</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is wrong with the task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At most {most} files can be dropped at once, and these are {number}. Drop their folder instead: that is everything in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{field} is required: fill it in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parts of the form</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Files and order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Use observed files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use observed files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add the files that the last tasks of this role and name were seen to work with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No task &apos;{name}&apos; of this role was seen with files open: enter the files by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The task has no name yet: give it one, or enter the files by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The role&apos;s own work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Does</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fields of {role}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TaskFiles</name>
    <message>
        <source>line {line}: {message}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and {number} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of {file} was queued; mend it and open it again:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TaskPicker</name>
    <message>
        <source>Find a task to run after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>type a part of a task&apos;s name or id, then choose it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chosen task&apos;s id is added to the list above.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tasks found</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Teller</name>
    <message>
        <source>The queue is finished: nothing is left to do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{role} is {state}: a limit of the machine is crossed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{role} goes on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source> and %n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) failed: {names}</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TextFinder</name>
    <message>
        <source>not a regular expression: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the expression takes too many steps: avoid repeats within repeats</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TimedRoleMenus</name>
    <message>
        <source>Pa&amp;use role for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause role for &amp;15 minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause role for 1 &amp;hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause role &amp;until I resume it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>H&amp;old role for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold role for &amp;15 minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold role for 1 &amp;hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold role &amp;until I resume it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Resume role for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume role for &amp;15 minutes, whatever is measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume role for 1 &amp;hour, whatever is measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume role &amp;until I hand it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause all for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause all for &amp;15 minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause all for 1 &amp;hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause all &amp;until I resume them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold all for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold all for &amp;15 minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold all for 1 &amp;hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold all &amp;until I resume them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume all for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume all for &amp;15 minutes, whatever is measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume all for 1 &amp;hour, whatever is measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume all &amp;until I hand them back</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Not connected yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The program goes on in the tray. Quit it from the menu of this icon.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Show window</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UndoCommands</name>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undone: {edit}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done again: {edit}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo {edit}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo {edit}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n tasks</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>“{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>addition of {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edit of {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>move of {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>priority of {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pause of {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>resuming of {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancelling of {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>retry of {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>removal of {what}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UpdateRate</name>
    <message>
        <source>&amp;Update</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every {0} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure the computer, and move the graphs, so often</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Watching</name>
    <message>
        <source>{0}: throttled above {1} %, resumed at {2} % or below. Before, it was {3} % and {4} %.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WhyPanel</name>
    <message>
        <source>Why the task waits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A task has checks while it waits in the queue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Estimated start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checks of the task&apos;s start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What would start the task now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking what would start it…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Estimated start: unknown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Estimated start: in about {time}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What would start it now:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing that was tried starts it now.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WindowSettings</name>
    <message>
        <source>{file} cannot be written: the window&apos;s options count until the program ends. Make the file and its folder writable to keep them.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WindowShell</name>
    <message>
        <source>nothing to do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no tray on this desktop: news are told here, and closing does not hide.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Wishes</name>
    <message>
        <source>Task “{id}” is not known any more: it was removed from the list.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>

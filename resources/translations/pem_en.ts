<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>CancelledWords</name>
    <message numerus="yes">
        <source>%n cancelled</source>
        <translation>
            <numerusform>%n cancelled</numerusform>
            <numerusform>%n cancelled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n had already ended</source>
        <translation>
            <numerusform>%n had already ended</numerusform>
            <numerusform>%n had already ended</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not cancelled and still selected</source>
        <translation>
            <numerusform>%n not cancelled and still selected</numerusform>
            <numerusform>%n not cancelled and still selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more that came after</source>
        <translation>
            <numerusform>%n more that came after</numerusform>
            <numerusform>%n more that came after</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CountedQuestions</name>
    <message numerus="yes">
        <source>End %n running task(s)?</source>
        <translation>
            <numerusform>End %n running task?</numerusform>
            <numerusform>End %n running tasks?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopping ends %n running task(s). Stop?</source>
        <translation>
            <numerusform>Stopping ends %n running task. Stop?</numerusform>
            <numerusform>Stopping ends %n running tasks. Stop?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) run(s). Quit?</source>
        <translation>
            <numerusform>%n task runs. Quit?</numerusform>
            <numerusform>%n tasks run. Quit?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DetailsPanel</name>
    <message numerus="yes">
        <source>%n task(s) selected; the details are those of “{name}”.</source>
        <translation>
            <numerusform>%n task selected; the details are those of “{name}”.</numerusform>
            <numerusform>%n tasks selected; the details are those of “{name}”.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FileWork</name>
    <message numerus="yes">
        <source>Checking %n task(s) of {file}</source>
        <translation>
            <numerusform>Checking %n task of {file}</numerusform>
            <numerusform>Checking %n tasks of {file}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Queueing %n task(s) of {file}</source>
        <translation>
            <numerusform>Queueing %n task of {file}</numerusform>
            <numerusform>Queueing %n tasks of {file}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Writing %n task(s) into {file}</source>
        <translation>
            <numerusform>Writing %n task into {file}</numerusform>
            <numerusform>Writing %n tasks into {file}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Queued %n task(s) of {file}.</source>
        <translation>
            <numerusform>Queued %n task of {file}.</numerusform>
            <numerusform>Queued %n tasks of {file}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Saved %n queued task(s) in {file}.</source>
        <translation>
            <numerusform>Saved %n queued task in {file}.</numerusform>
            <numerusform>Saved %n queued tasks in {file}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LockCommands</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n wait(s) for that.</source>
        <translation>
            <numerusform>%n waits for that.</numerusform>
            <numerusform>%n wait for that.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LockModel</name>
    <message numerus="yes">
        <source>%n wait(s) for what it holds itself</source>
        <translation>
            <numerusform>%n waits for what it holds itself</numerusform>
            <numerusform>%n wait for what it holds itself</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OutsideQuestion</name>
    <message numerus="yes">
        <source>Queue %n task(s) of {file}?</source>
        <translation>
            <numerusform>Queue %n task of {file}?</numerusform>
            <numerusform>Queue %n tasks of {file}?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Queue %n task(s)</source>
        <translation>
            <numerusform>Queue %n task</numerusform>
            <numerusform>Queue %n tasks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QueueView</name>
    <message numerus="yes">
        <source>%n task(s)</source>
        <translation>
            <numerusform>%n task</numerusform>
            <numerusform>%n tasks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RoleCommands</name>
    <message numerus="yes">
        <source>%n roles</source>
        <translation>
            <numerusform>%n role</numerusform>
            <numerusform>%n roles</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SeveralDialog</name>
    <message numerus="yes">
        <source>Edit %n tasks</source>
        <translation>
            <numerusform>Edit %n task</numerusform>
            <numerusform>Edit %n tasks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Teller</name>
    <message numerus="yes">
        <source> and %n more</source>
        <translation>
            <numerusform> and %n more</numerusform>
            <numerusform> and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) failed: {names}</source>
        <translation>
            <numerusform>%n task failed: {names}</numerusform>
            <numerusform>%n tasks failed: {names}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>UndoCommands</name>
    <message numerus="yes">
        <source>%n tasks</source>
        <translation>
            <numerusform>%n task</numerusform>
            <numerusform>%n tasks</numerusform>
        </translation>
    </message>
</context>
</TS>

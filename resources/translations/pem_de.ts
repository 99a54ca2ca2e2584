<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>ActionReasons</name>
    <message>
        <source>select a run in the history first</source>
        <translation>erst einen Lauf im Verlauf auswählen</translation>
    </message>
    <message>
        <source>select one run in the history</source>
        <translation>genau einen Lauf im Verlauf auswählen</translation>
    </message>
    <message>
        <source>Retry all &amp;failed ({number})</source>
        <translation>Alle &amp;gescheiterten wiederholen ({number})</translation>
    </message>
    <message>
        <source>Retry all &amp;failed</source>
        <translation>Alle &amp;gescheiterten wiederholen</translation>
    </message>
    <message>
        <source>no task has failed</source>
        <translation>keine Aufgabe ist gescheitert</translation>
    </message>
    <message>
        <source>no task of the list has ended</source>
        <translation>keine Aufgabe der Liste ist beendet</translation>
    </message>
    <message>
        <source>several hold this file: choose one</source>
        <translation>mehrere halten diese Datei: einen Inhaber wählen</translation>
    </message>
    <message>
        <source>nobody holds this file</source>
        <translation>niemand hält diese Datei</translation>
    </message>
    <message>
        <source>choose a row of the files in use first</source>
        <translation>erst eine Zeile der benutzten Dateien wählen</translation>
    </message>
    <message>
        <source>this row is about no task: choose a holder or one who waits</source>
        <translation>in dieser Zeile steht keine Aufgabe: einen Inhaber oder Wartenden wählen</translation>
    </message>
    <message>
        <source>{name} is no task of this manager: end the process, or let it release the lease</source>
        <translation>{name} ist keine Aufgabe dieses Managers: den Prozess beenden oder ihn die Reservierung lösen lassen</translation>
    </message>
    <message>
        <source>{name} has ended</source>
        <translation>{name} ist beendet</translation>
    </message>
    <message>
        <source>{name} is a task: its files are free when it ends; cancel it to free them now</source>
        <translation>{name} ist eine Aufgabe: ihre Dateien werden frei, wenn sie endet; abbrechen gibt sie jetzt frei</translation>
    </message>
    <message>
        <source>select a role first</source>
        <translation>erst eine Rolle auswählen</translation>
    </message>
    <message>
        <source>{} is stopped: start it first</source>
        <translation>{} ist gestoppt: erst starten</translation>
    </message>
    <message>
        <source>it works on its queue already</source>
        <translation>sie arbeitet schon an ihrer Warteschlange</translation>
    </message>
    <message>
        <source>it is stopped already</source>
        <translation>sie ist schon gestoppt</translation>
    </message>
    <message>
        <source>nothing is set for it by hand</source>
        <translation>für sie ist nichts von Hand gesetzt</translation>
    </message>
    <message>
        <source>all roles are stopped</source>
        <translation>alle Rollen sind gestoppt</translation>
    </message>
    <message>
        <source>all roles work on their queues already</source>
        <translation>alle Rollen arbeiten schon an ihren Warteschlangen</translation>
    </message>
    <message>
        <source>no role is held back</source>
        <translation>keine Rolle wird zurückgehalten</translation>
    </message>
    <message>
        <source>nothing is set by hand</source>
        <translation>nichts ist von Hand gesetzt</translation>
    </message>
    <message>
        <source>select a task first</source>
        <translation>erst eine Aufgabe auswählen</translation>
    </message>
    <message>
        <source>select one task</source>
        <translation>genau eine Aufgabe auswählen</translation>
    </message>
    <message>
        <source>what has ended cannot be paused; retry it (Ctrl+R) to run it again</source>
        <translation>was beendet ist, lässt sich nicht pausieren; Wiederholen (Strg+R) lässt es noch einmal laufen</translation>
    </message>
    <message>
        <source>it has not ended yet; only ended tasks are queued again</source>
        <translation>noch nicht beendet; nur beendete Aufgaben werden erneut eingereiht</translation>
    </message>
    <message>
        <source>only one of them is queued; select it alone</source>
        <translation>nur eine davon ist eingereiht; diese allein auswählen</translation>
    </message>
    <message>
        <source>none of them is queued, and only what is queued can be edited</source>
        <translation>keine davon ist eingereiht, und nur Eingereihtes lässt sich bearbeiten</translation>
    </message>
    <message>
        <source>“{name}” is not queued: duplicate it (Ctrl+D) to run it changed</source>
        <translation>„{name}“ ist nicht eingereiht: duplizieren (Strg+D), um sie geändert laufen zu lassen</translation>
    </message>
    <message>
        <source>only what is queued has a place to be moved from</source>
        <translation>nur Eingereihtes hat einen Platz, von dem es verschoben werden kann</translation>
    </message>
    <message>
        <source>it stands first already</source>
        <translation>steht schon ganz vorn</translation>
    </message>
    <message>
        <source>it stands last already</source>
        <translation>steht schon ganz hinten</translation>
    </message>
    <message>
        <source>the priority only of what is queued can be changed</source>
        <translation>nur bei Eingereihtem lässt sich die Priorität ändern</translation>
    </message>
    <message>
        <source>it has the highest priority already</source>
        <translation>hat schon die höchste Priorität</translation>
    </message>
    <message>
        <source>it has the lowest priority already</source>
        <translation>hat schon die niedrigste Priorität</translation>
    </message>
    <message>
        <source>there is no run folder yet: it is made at the first attempt</source>
        <translation>noch kein Laufordner: er entsteht beim ersten Versuch</translation>
    </message>
    <message>
        <source>it does not wait for another task</source>
        <translation>wartet auf keine andere Aufgabe</translation>
    </message>
</context>
<context>
    <name>ActionSet</name>
    <message>
        <source>Not possible now: {reason}.</source>
        <translation>Jetzt nicht möglich: {reason}.</translation>
    </message>
</context>
<context>
    <name>AttemptBox</name>
    <message>
        <source>Attempt whose output is shown</source>
        <translation>Versuch, dessen Ausgabe gezeigt wird</translation>
    </message>
    <message>
        <source>Attempt {number} of {newest}</source>
        <translation>Versuch {number} von {newest}</translation>
    </message>
</context>
<context>
    <name>BoundedEdits</name>
    <message>
        <source>{field}: at most {most} files can be dropped at once, and these are {number}. Drop their folder instead: that is everything in it.</source>
        <translation>{field}: Höchstens {most} Dateien lassen sich auf einmal ablegen, und dies sind {number}. Legen Sie stattdessen ihren Ordner ab: Das ist alles, was darin liegt.</translation>
    </message>
    <message>
        <source>{field}: more than {most} characters do not fit here; nothing was taken. Put long text into a file and name that.</source>
        <translation>{field}: Mehr als {most} Zeichen passen hier nicht; nichts wurde übernommen. Schreiben Sie langen Text in eine Datei und nennen Sie diese.</translation>
    </message>
</context>
<context>
    <name>CancelQuestion</name>
    <message>
        <source>{name} · running for {time}</source>
        <translation>{name} · läuft seit {time}</translation>
    </message>
    <message>
        <source>{number} more</source>
        <translation>{number} weitere</translation>
    </message>
    <message>
        <source>{task} · holds {files}</source>
        <translation>{task} · hält {files}</translation>
    </message>
</context>
<context>
    <name>CancelledWords</name>
    <message numerus="yes">
        <source>%n cancelled</source>
        <translation>
            <numerusform>%n abgebrochen</numerusform>
            <numerusform>%n abgebrochen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n had already ended</source>
        <translation>
            <numerusform>%n war schon beendet</numerusform>
            <numerusform>%n waren schon beendet</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not cancelled and still selected</source>
        <translation>
            <numerusform>%n nicht abgebrochen und weiter ausgewählt</numerusform>
            <numerusform>%n nicht abgebrochen und weiter ausgewählt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more that came after</source>
        <translation>
            <numerusform>%n weitere, die danach käme</numerusform>
            <numerusform>%n weitere, die danach kämen</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancelled “{name}”, and “{other}”, which comes after it</source>
        <translation>„{name}“ abgebrochen, und „{other}“, die danach käme</translation>
    </message>
    <message>
        <source>{cancelled}, and {others}</source>
        <translation>{cancelled}, und {others}</translation>
    </message>
</context>
<context>
    <name>CheckModel</name>
    <message>
        <source>holds: {check}</source>
        <translation>erfüllt: {check}</translation>
    </message>
    <message>
        <source>does not hold: {check}</source>
        <translation>nicht erfüllt: {check}</translation>
    </message>
</context>
<context>
    <name>Chips</name>
    <message>
        <source>Show all tasks</source>
        <translation>Alle Aufgaben zeigen</translation>
    </message>
    <message>
        <source>Show only tasks that are: {state}</source>
        <translation>Nur diese Aufgaben zeigen: {state}</translation>
    </message>
</context>
<context>
    <name>CommandEntries</name>
    <message>
        <source>go to role</source>
        <translation>zur Rolle</translation>
    </message>
    <message>
        <source>go to task</source>
        <translation>zur Aufgabe</translation>
    </message>
    <message>
        <source>The task is not in the list any more.</source>
        <translation>Die Aufgabe ist nicht mehr in der Liste.</translation>
    </message>
    <message>
        <source>The task is hidden by the filter. Esc clears it.</source>
        <translation>Die Aufgabe ist durch den Filter verborgen. Esc löscht ihn.</translation>
    </message>
    <message>
        <source>there is nothing to do it to</source>
        <translation>es gibt nichts, worauf es sich anwenden ließe</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>Befehlspalette</translation>
    </message>
    <message>
        <source>Search actions, tasks and roles</source>
        <translation>Aktionen, Aufgaben und Rollen suchen</translation>
    </message>
    <message>
        <source>Type the name of an action, a task or a role</source>
        <translation>Name einer Aktion, Aufgabe oder Rolle</translation>
    </message>
    <message>
        <source>Hint</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>Nothing is called so. Fewer letters find more.</source>
        <translation>Nichts heißt so. Weniger Buchstaben finden mehr.</translation>
    </message>
    <message>
        <source>Not possible now: {reason}</source>
        <translation>Jetzt nicht möglich: {reason}</translation>
    </message>
    <message>
        <source>Enter: {title} ({place})</source>
        <translation>Eingabe: {title} ({place})</translation>
    </message>
</context>
<context>
    <name>CopyWithContext</name>
    <message>
        <source>Copy with conte&amp;xt</source>
        <translation>Mit Konte&amp;xt kopieren</translation>
    </message>
    <message>
        <source>Copy the selected lines with those around them, the task and the file</source>
        <translation>Die ausgewählten Zeilen mit den umgebenden, der Aufgabe und der Datei kopieren</translation>
    </message>
</context>
<context>
    <name>Core</name>
    <message>
        <source>exit code {number}, {end}</source>
        <translation>Exit-Code {number}, {end}</translation>
    </message>
    <message>
        <source>{number} of {number_2} milestones reached, {number_3} late; {number_4} of {number_5} tasks done</source>
        <translation>{number} von {number_2} Meilensteinen erreicht, {number_3} verspätet; {number_4} von {number_5} Aufgaben erledigt</translation>
    </message>
    <message>
        <source>task {name} is kept because {name_2} comes after it; take that one off the list as well</source>
        <translation>Aufgabe {name} bleibt, weil {name_2} nach ihr kommt; nehmen Sie auch diese aus der Liste</translation>
    </message>
    <message>
        <source>“{name}”</source>
        <translation>„{name}“</translation>
    </message>
    <message>
        <source>role {name} is stopped</source>
        <translation>Rolle {name} ist gestoppt</translation>
    </message>
    <message>
        <source>role {name} is paused by you</source>
        <translation>Rolle {name} ist von Ihnen pausiert</translation>
    </message>
    <message>
        <source>role {name} is held by you</source>
        <translation>Rolle {name} wird von Ihnen zurückgehalten</translation>
    </message>
    <message>
        <source>role {name} is throttled</source>
        <translation>Rolle {name} ist gedrosselt</translation>
    </message>
    <message>
        <source>role {name} is throttled: {words}</source>
        <translation>Rolle {name} ist gedrosselt: {words}</translation>
    </message>
    <message>
        <source>role {name} is started</source>
        <translation>Rolle {name} ist gestartet</translation>
    </message>
    <message>
        <source>role {name} is not paused</source>
        <translation>Rolle {name} ist nicht pausiert</translation>
    </message>
    <message>
        <source>role {name} is not held back</source>
        <translation>Rolle {name} wird nicht zurückgehalten</translation>
    </message>
    <message>
        <source>paused by you</source>
        <translation>von Ihnen pausiert</translation>
    </message>
    <message>
        <source>not paused</source>
        <translation>nicht pausiert</translation>
    </message>
    <message>
        <source>after {name}</source>
        <translation>nach {name}</translation>
    </message>
    <message>
        <source>after {name} and {number} more</source>
        <translation>nach {name} und {number} weiteren</translation>
    </message>
    <message>
        <source>{name} has succeeded</source>
        <translation>{name} war erfolgreich</translation>
    </message>
    <message>
        <source>next attempt in {number} s</source>
        <translation>nächster Versuch in {number} s</translation>
    </message>
    <message>
        <source>the wait before this attempt is over</source>
        <translation>die Wartezeit vor diesem Versuch ist vorbei</translation>
    </message>
    <message>
        <source>{file}: next in line</source>
        <translation>{file}: als Nächstes an der Reihe</translation>
    </message>
    <message>
        <source>{file} kept for {name}</source>
        <translation>{file} ist freigehalten für {name}</translation>
    </message>
    <message>
        <source>{file} read by {name}</source>
        <translation>{file} wird von {name} gelesen</translation>
    </message>
    <message>
        <source>{file} held by {name}</source>
        <translation>{file} wird von {name} gehalten</translation>
    </message>
    <message>
        <source>{file} kept for {name} as part of {folder}</source>
        <translation>{file} ist als Teil von {folder} freigehalten für {name}</translation>
    </message>
    <message>
        <source>{file} read by {name} as part of {folder}</source>
        <translation>{file} wird als Teil von {folder} von {name} gelesen</translation>
    </message>
    <message>
        <source>{file} held by {name} as part of {folder}</source>
        <translation>{file} wird als Teil von {folder} von {name} gehalten</translation>
    </message>
    <message>
        <source>{file} is free</source>
        <translation>{file} ist frei</translation>
    </message>
    <message>
        <source>CPU: {used} cores charged + {need} needed, limit {limit}</source>
        <translation>CPU: {used} Kerne belegt + {need} nötig, Grenze {limit}</translation>
    </message>
    <message>
        <source>CPU: {used} cores charged ({others} by other programs) + {need} needed, limit {limit}</source>
        <translation>CPU: {used} Kerne belegt ({others} von anderen Programmen) + {need} nötig, Grenze {limit}</translation>
    </message>
    <message>
        <source>memory: {used} charged + {need} needed, limit {limit}</source>
        <translation>Speicher: {used} belegt + {need} nötig, Grenze {limit}</translation>
    </message>
    <message>
        <source>memory: {used} charged ({others} by other programs lately) + {need} needed, limit {limit}</source>
        <translation>Speicher: {used} belegt ({others} zuletzt von anderen Programmen) + {need} nötig, Grenze {limit}</translation>
    </message>
    <message>
        <source>{words} (room is kept for {name})</source>
        <translation>{words} (Platz ist freigehalten für {name})</translation>
    </message>
    <message>
        <source>{words}; nothing else runs, so one task may</source>
        <translation>{words}; sonst läuft nichts, also darf eine Aufgabe</translation>
    </message>
    <message>
        <source>CPU: none needed</source>
        <translation>CPU: keine nötig</translation>
    </message>
    <message>
        <source>memory: none needed</source>
        <translation>Speicher: keiner nötig</translation>
    </message>
    <message>
        <source>disk {number} % full, limit {limit} %: free some space</source>
        <translation>Datenträger zu {number} % voll, Grenze {limit} %: Platz schaffen</translation>
    </message>
    <message>
        <source>disk {number} % full, limit {limit} %</source>
        <translation>Datenträger zu {number} % voll, Grenze {limit} %</translation>
    </message>
    <message>
        <source>disk not measured</source>
        <translation>Datenträger nicht gemessen</translation>
    </message>
    <message>
        <source>{number} tasks run, at most {limit} may</source>
        <translation>{number} Aufgaben laufen, höchstens {limit} dürfen</translation>
    </message>
    <message>
        <source>1 task runs, at most {limit} may</source>
        <translation>1 Aufgabe läuft, höchstens {limit} darf</translation>
    </message>
    <message>
        <source>{number} of at most {limit} tasks run</source>
        <translation>{number} von höchstens {limit} Aufgaben laufen</translation>
    </message>
    <message>
        <source>nothing is known of its kind yet; {name} is being measured first</source>
        <translation>über ihre Art ist noch nichts bekannt; {name} wird zuerst gemessen</translation>
    </message>
    <message>
        <source>no other of its kind is being measured</source>
        <translation>keine andere ihrer Art wird gerade gemessen</translation>
    </message>
    <message>
        <source>{number} before it in the queue</source>
        <translation>{number} vor ihr in der Warteschlange</translation>
    </message>
    <message>
        <source>its turn comes next</source>
        <translation>sie ist als Nächste an der Reihe</translation>
    </message>
    <message>
        <source>first in its role&apos;s queue</source>
        <translation>die Erste in der Warteschlange ihrer Rolle</translation>
    </message>
    <message>
        <source>{words}, since {time}</source>
        <translation>{words}, seit {time}</translation>
    </message>
    <message>
        <source>being ended: {words}</source>
        <translation>wird beendet: {words}</translation>
    </message>
    <message>
        <source>{words} since {time}</source>
        <translation>{words} seit {time}</translation>
    </message>
    <message>
        <source>goes on: {words}</source>
        <translation>läuft weiter: {words}</translation>
    </message>
    <message>
        <source>gets processor and disk after everybody else</source>
        <translation>bekommt Prozessor und Datenträger nach allen anderen</translation>
    </message>
    <message>
        <source>paused: {words}</source>
        <translation>pausiert: {words}</translation>
    </message>
    <message>
        <source>paused with its role by you</source>
        <translation>mit ihrer Rolle von Ihnen pausiert</translation>
    </message>
    <message>
        <source>suspended with its role: {words}</source>
        <translation>mit ihrer Rolle angehalten: {words}</translation>
    </message>
    <message>
        <source>about to go on</source>
        <translation>geht gleich weiter</translation>
    </message>
    <message>
        <source>uses {used} and grew faster than expected ({expected}) while memory runs short; goes on when there is room</source>
        <translation>nutzt {used} und wuchs schneller als erwartet ({expected}), während der Speicher knapp wird; geht weiter, sobald Platz ist</translation>
    </message>
    <message>
        <source>resumed by you</source>
        <translation>von Ihnen fortgesetzt</translation>
    </message>
    <message>
        <source>nothing else would run</source>
        <translation>sonst liefe nichts</translation>
    </message>
    <message>
        <source>nothing new starts while a task runs</source>
        <translation>nichts Neues startet, solange eine Aufgabe läuft</translation>
    </message>
    <message>
        <source>what runs has processor and disk after everybody else</source>
        <translation>Laufendes bekommt Prozessor und Datenträger nach allen anderen</translation>
    </message>
    <message>
        <source>what runs is suspended</source>
        <translation>Laufendes ist angehalten</translation>
    </message>
    <message>
        <source>a task is stopped and queued again</source>
        <translation>eine Aufgabe wird gestoppt und neu eingereiht</translation>
    </message>
    <message>
        <source>tasks may start again</source>
        <translation>Aufgaben dürfen wieder starten</translation>
    </message>
    <message>
        <source>what runs goes on, nothing new starts beside it</source>
        <translation>Laufendes geht weiter, nichts Neues startet daneben</translation>
    </message>
    <message>
        <source>what runs goes on after everybody else</source>
        <translation>Laufendes geht nach allen anderen weiter</translation>
    </message>
    <message>
        <source>no more tasks are stopped</source>
        <translation>keine weiteren Aufgaben werden gestoppt</translation>
    </message>
    <message>
        <source>CPU {number} % over {limit} % for {time}: {words}</source>
        <translation>CPU {number} % über {limit} % seit {time}: {words}</translation>
    </message>
    <message>
        <source>memory {number} % over {limit} % for {time}: {words}</source>
        <translation>Speicher {number} % über {limit} % seit {time}: {words}</translation>
    </message>
    <message>
        <source>disk {number} % over {limit} % for {time}: {words}</source>
        <translation>Datenträger {number} % über {limit} % seit {time}: {words}</translation>
    </message>
    <message>
        <source>CPU pressure {number} % over {limit} % for {time}: {words}</source>
        <translation>CPU-Druck {number} % über {limit} % seit {time}: {words}</translation>
    </message>
    <message>
        <source>memory pressure {number} % over {limit} % for {time}: {words}</source>
        <translation>Speicherdruck {number} % über {limit} % seit {time}: {words}</translation>
    </message>
    <message>
        <source>I/O pressure {number} % over {limit} % for {time}: {words}</source>
        <translation>E/A-Druck {number} % über {limit} % seit {time}: {words}</translation>
    </message>
    <message>
        <source>CPU {number} % at or below {limit} % for {time}: {words}</source>
        <translation>CPU {number} % bei oder unter {limit} % seit {time}: {words}</translation>
    </message>
    <message>
        <source>memory {number} % at or below {limit} % for {time}: {words}</source>
        <translation>Speicher {number} % bei oder unter {limit} % seit {time}: {words}</translation>
    </message>
    <message>
        <source>disk {number} % at or below {limit} % for {time}: {words}</source>
        <translation>Datenträger {number} % bei oder unter {limit} % seit {time}: {words}</translation>
    </message>
    <message>
        <source>CPU pressure {number} % at or below {limit} % for {time}: {words}</source>
        <translation>CPU-Druck {number} % bei oder unter {limit} % seit {time}: {words}</translation>
    </message>
    <message>
        <source>memory pressure {number} % at or below {limit} % for {time}: {words}</source>
        <translation>Speicherdruck {number} % bei oder unter {limit} % seit {time}: {words}</translation>
    </message>
    <message>
        <source>I/O pressure {number} % at or below {limit} % for {time}: {words}</source>
        <translation>E/A-Druck {number} % bei oder unter {limit} % seit {time}: {words}</translation>
    </message>
    <message>
        <source>CPU has no limit any more: {words}</source>
        <translation>CPU hat keine Grenze mehr: {words}</translation>
    </message>
    <message>
        <source>memory has no limit any more: {words}</source>
        <translation>Speicher hat keine Grenze mehr: {words}</translation>
    </message>
    <message>
        <source>disk has no limit any more: {words}</source>
        <translation>Datenträger hat keine Grenze mehr: {words}</translation>
    </message>
    <message>
        <source>CPU pressure has no limit any more: {words}</source>
        <translation>CPU-Druck hat keine Grenze mehr: {words}</translation>
    </message>
    <message>
        <source>memory pressure has no limit any more: {words}</source>
        <translation>Speicherdruck hat keine Grenze mehr: {words}</translation>
    </message>
    <message>
        <source>I/O pressure has no limit any more: {words}</source>
        <translation>E/A-Druck hat keine Grenze mehr: {words}</translation>
    </message>
    <message>
        <source>CPU {number} % keeps the new limit of {limit} %: {words}</source>
        <translation>CPU {number} % hält die neue Grenze von {limit} % ein: {words}</translation>
    </message>
    <message>
        <source>memory {number} % keeps the new limit of {limit} %: {words}</source>
        <translation>Speicher {number} % hält die neue Grenze von {limit} % ein: {words}</translation>
    </message>
    <message>
        <source>disk {number} % keeps the new limit of {limit} %: {words}</source>
        <translation>Datenträger {number} % hält die neue Grenze von {limit} % ein: {words}</translation>
    </message>
    <message>
        <source>CPU pressure {number} % keeps the new limit of {limit} %: {words}</source>
        <translation>CPU-Druck {number} % hält die neue Grenze von {limit} % ein: {words}</translation>
    </message>
    <message>
        <source>memory pressure {number} % keeps the new limit of {limit} %: {words}</source>
        <translation>Speicherdruck {number} % hält die neue Grenze von {limit} % ein: {words}</translation>
    </message>
    <message>
        <source>I/O pressure {number} % keeps the new limit of {limit} %: {words}</source>
        <translation>E/A-Druck {number} % hält die neue Grenze von {limit} % ein: {words}</translation>
    </message>
    <message>
        <source>held for {time}, which is the longest allowed (CPU {number} %): {words}</source>
        <translation>{time} zurückgehalten, länger ist nicht erlaubt (CPU {number} %): {words}</translation>
    </message>
    <message>
        <source>held for {time}, which is the longest allowed (memory {number} %): {words}</source>
        <translation>{time} zurückgehalten, länger ist nicht erlaubt (Speicher {number} %): {words}</translation>
    </message>
    <message>
        <source>held for {time}, which is the longest allowed (disk {number} %): {words}</source>
        <translation>{time} zurückgehalten, länger ist nicht erlaubt (Datenträger {number} %): {words}</translation>
    </message>
    <message>
        <source>held for {time}, which is the longest allowed (CPU pressure {number} %): {words}</source>
        <translation>{time} zurückgehalten, länger ist nicht erlaubt (CPU-Druck {number} %): {words}</translation>
    </message>
    <message>
        <source>held for {time}, which is the longest allowed (memory pressure {number} %): {words}</source>
        <translation>{time} zurückgehalten, länger ist nicht erlaubt (Speicherdruck {number} %): {words}</translation>
    </message>
    <message>
        <source>held for {time}, which is the longest allowed (I/O pressure {number} %): {words}</source>
        <translation>{time} zurückgehalten, länger ist nicht erlaubt (E/A-Druck {number} %): {words}</translation>
    </message>
    <message>
        <source>take {file} out of its files: others may then use it at the same time</source>
        <translation>die Datei {file} nicht mehr beanspruchen: andere können sie dann gleichzeitig benutzen</translation>
    </message>
    <message>
        <source>measured in {number} runs of the same work</source>
        <translation>gemessen in {number} Läufen derselben Arbeit</translation>
    </message>
    <message>
        <source>measured in 1 run of the same work</source>
        <translation>gemessen in 1 Lauf derselben Arbeit</translation>
    </message>
    <message>
        <source>none before the first start</source>
        <translation>keiner vor dem ersten Start</translation>
    </message>
    <message>
        <source>{words}; resumes at {limit} % or below</source>
        <translation>{words}; geht weiter bei {limit} % oder weniger</translation>
    </message>
    <message>
        <source>{words}; resumes at {limit} % or below, after {time} at the latest</source>
        <translation>{words}; geht weiter bei {limit} % oder weniger, spätestens nach {time}</translation>
    </message>
    <message>
        <source>{words}; it has never been lower since the start: raise the limit if that is usual</source>
        <translation>{words}; niedriger war es seit dem Start nie: Grenze anheben, wenn das üblich ist</translation>
    </message>
    <message>
        <source>{words}, for good</source>
        <translation>{words}, und zwar dauerhaft</translation>
    </message>
    <message>
        <source>{words}; until more were measured, at least the memory of its role is kept for it</source>
        <translation>{words}; bis mehr gemessen sind, wird mindestens der Speicher ihrer Rolle für sie freigehalten</translation>
    </message>
    <message>
        <source>{words}, and {words_2}</source>
        <translation>{words}, und {words_2}</translation>
    </message>
    <message>
        <source>{number} tasks of role {name} run, at most {limit} may</source>
        <translation>{number} Aufgaben der Rolle {name} laufen, höchstens {limit} dürfen</translation>
    </message>
    <message>
        <source>1 task of role {name} runs, at most {limit} may</source>
        <translation>1 Aufgabe der Rolle {name} läuft, höchstens {limit} darf</translation>
    </message>
    <message>
        <source>{number} of at most {limit} tasks of role {name} run</source>
        <translation>{number} von höchstens {limit} Aufgaben der Rolle {name} laufen</translation>
    </message>
    <message>
        <source>disk space: {used} kept for running tasks + {need} needed, {limit} free</source>
        <translation>Plattenplatz: {used} freigehalten für laufende Aufgaben + {need} nötig, {limit} frei</translation>
    </message>
    <message>
        <source>disk space not measured, {need} needed</source>
        <translation>Plattenplatz nicht gemessen, {need} nötig</translation>
    </message>
    <message>
        <source>nothing new starts</source>
        <translation>nichts Neues startet</translation>
    </message>
    <message>
        <source>CPU {number} % was over the former limit of {limit} % for {time}: {words}</source>
        <translation>CPU {number} % lag {time} über der früheren Grenze von {limit} %: {words}</translation>
    </message>
    <message>
        <source>memory {number} % was over the former limit of {limit} % for {time}: {words}</source>
        <translation>Speicher {number} % lag {time} über der früheren Grenze von {limit} %: {words}</translation>
    </message>
    <message>
        <source>disk {number} % was over the former limit of {limit} % for {time}: {words}</source>
        <translation>Datenträger {number} % lag {time} über der früheren Grenze von {limit} %: {words}</translation>
    </message>
    <message>
        <source>CPU pressure {number} % was over the former limit of {limit} % for {time}: {words}</source>
        <translation>CPU-Druck {number} % lag {time} über der früheren Grenze von {limit} %: {words}</translation>
    </message>
    <message>
        <source>memory pressure {number} % was over the former limit of {limit} % for {time}: {words}</source>
        <translation>Speicherdruck {number} % lag {time} über der früheren Grenze von {limit} %: {words}</translation>
    </message>
    <message>
        <source>I/O pressure {number} % was over the former limit of {limit} % for {time}: {words}</source>
        <translation>E/A-Druck {number} % lag {time} über der früheren Grenze von {limit} %: {words}</translation>
    </message>
    <message>
        <source>{words} and {words_2}</source>
        <translation>{words} und {words_2}</translation>
    </message>
    <message>
        <source>move it to the front of its queue</source>
        <translation>sie an den Anfang ihrer Warteschlange setzen</translation>
    </message>
    <message>
        <source>raise its priority to {words}</source>
        <translation>ihre Priorität anheben auf {words}</translation>
    </message>
    <message>
        <source>raise the priority of role {name} to {number}</source>
        <translation>die Priorität der Rolle {name} anheben auf {number}</translation>
    </message>
    <message>
        <source>resume it</source>
        <translation>sie fortsetzen</translation>
    </message>
    <message>
        <source>cancel it and retry it</source>
        <translation>sie abbrechen und wiederholen</translation>
    </message>
    <message>
        <source>start role {name}</source>
        <translation>Rolle {name} starten</translation>
    </message>
    <message>
        <source>resume role {name}</source>
        <translation>Rolle {name} fortsetzen</translation>
    </message>
    <message>
        <source>pause role {name}</source>
        <translation>Rolle {name} pausieren</translation>
    </message>
    <message>
        <source>pause {names}</source>
        <translation>pausieren: {names}</translation>
    </message>
    <message>
        <source>cancel {names}</source>
        <translation>abbrechen: {names}</translation>
    </message>
    <message>
        <source>no longer run it after {names}</source>
        <translation>sie nicht mehr nach {names} laufen lassen</translation>
    </message>
    <message>
        <source>let it only read {file}</source>
        <translation>sie nur lesen lassen: {file}</translation>
    </message>
    <message>
        <source>move it to role {name}</source>
        <translation>sie der Rolle {name} geben</translation>
    </message>
    <message>
        <source>lower cpu_cores to {number}</source>
        <translation>cpu_cores senken auf {number}</translation>
    </message>
    <message>
        <source>lower memory_mb to {number}</source>
        <translation>memory_mb senken auf {number}</translation>
    </message>
    <message>
        <source>raise the limit disk_percent to {limit} (resume at {resume})</source>
        <translation>die Grenze disk_percent anheben auf {limit} (Fortsetzen bei {resume})</translation>
    </message>
    <message>
        <source>raise the limit {limit} to {number}</source>
        <translation>die Grenze {limit} anheben auf {number}</translation>
    </message>
    <message>
        <source>raise max_parallel_tasks to {number}</source>
        <translation>max_parallel_tasks anheben auf {number}</translation>
    </message>
    <message>
        <source>raise max_concurrent_tasks of role {name} to {number}</source>
        <translation>max_concurrent_tasks der Rolle {name} anheben auf {number}</translation>
    </message>
    <message>
        <source>lower disk_mb of role {name} to {number}</source>
        <translation>disk_mb der Rolle {name} senken auf {number}</translation>
    </message>
    <message>
        <source>declare what it needs, such as cpu_cores {cores} and memory_mb {memory}</source>
        <translation>angeben, was sie braucht, etwa cpu_cores {cores} und memory_mb {memory}</translation>
    </message>
    <message>
        <source>raise the CPU limit to {number} %</source>
        <translation>die CPU-Grenze auf {number} % anheben</translation>
    </message>
    <message>
        <source>raise the memory limit to {number} %</source>
        <translation>die Speichergrenze auf {number} % anheben</translation>
    </message>
    <message>
        <source>raise the disk limit to {number} %</source>
        <translation>die Grenze des Datenträgers auf {number} % anheben</translation>
    </message>
    <message>
        <source>raise the CPU pressure limit to {number} %</source>
        <translation>die Grenze des CPU-Drucks auf {number} % anheben</translation>
    </message>
    <message>
        <source>raise the memory pressure limit to {number} %</source>
        <translation>die Grenze des Speicherdrucks auf {number} % anheben</translation>
    </message>
    <message>
        <source>raise the I/O pressure limit to {number} %</source>
        <translation>die Grenze des E/A-Drucks auf {number} % anheben</translation>
    </message>
    <message>
        <source>raise the disk limit to {limit} % (roles go on at {resume} %)</source>
        <translation>die Grenze des Datenträgers auf {limit} % anheben (Rollen gehen bei {resume} % weiter)</translation>
    </message>
    <message>
        <source>let {number} tasks run at a time</source>
        <translation>{number} Aufgaben zugleich laufen lassen</translation>
    </message>
    <message>
        <source>let {number} tasks of role {name} run at a time</source>
        <translation>{number} Aufgaben der Rolle {name} zugleich laufen lassen</translation>
    </message>
    <message>
        <source>ask for only {number} MiB of free disk space for tasks of role {name}</source>
        <translation>für Aufgaben der Rolle {name} nur {number} MiB freien Platz verlangen</translation>
    </message>
    <message>
        <source>lower its processor cores to {number}</source>
        <translation>nur {number} Kerne für sie verlangen</translation>
    </message>
    <message>
        <source>lower its memory to {number} MiB</source>
        <translation>nur {number} MiB Speicher für sie verlangen</translation>
    </message>
    <message>
        <source>declare what it needs, such as {cores} cores and {memory} MiB</source>
        <translation>angeben, was sie braucht, etwa {cores} Kerne und {memory} MiB</translation>
    </message>
    <message>
        <source>measured in {number} runs of its kind</source>
        <translation>gemessen in {number} Läufen ihrer Art</translation>
    </message>
    <message>
        <source>measured in 1 run of its kind</source>
        <translation>gemessen in 1 Lauf ihrer Art</translation>
    </message>
    <message>
        <source>a guess from {number} runs of its program with arguments of another size</source>
        <translation>geschätzt aus {number} Läufen ihres Programms mit Argumenten anderer Größe</translation>
    </message>
    <message>
        <source>a guess from 1 run of its program with arguments of another size</source>
        <translation>geschätzt aus 1 Lauf ihres Programms mit Argumenten anderer Größe</translation>
    </message>
    <message>
        <source>by its role: nothing like it was measured</source>
        <translation>nach ihrer Rolle: nichts Ähnliches wurde gemessen</translation>
    </message>
    <message>
        <source>by its role</source>
        <translation>nach ihrer Rolle</translation>
    </message>
    <message>
        <source>measured in another of its kind that still runs</source>
        <translation>gemessen an einer anderen ihrer Art, die noch läuft</translation>
    </message>
    <message>
        <source>declared</source>
        <translation>angegeben</translation>
    </message>
    <message>
        <source>cores declared, memory {words}</source>
        <translation>Kerne angegeben, Speicher {words}</translation>
    </message>
    <message>
        <source>memory declared, cores {words}</source>
        <translation>Speicher angegeben, Kerne {words}</translation>
    </message>
    <message>
        <source>{role}&apos;s own work</source>
        <translation>Eigene Arbeit: {role}</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>nicht gemessen</translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation>noch nicht gemessen</translation>
    </message>
    <message>
        <source>{number} cores, {memory}, {processes} processes</source>
        <translation>{number} Kerne, {memory}, {processes} Prozesse</translation>
    </message>
    <message>
        <source>{number} cores, {memory}, 1 process</source>
        <translation>{number} Kerne, {memory}, 1 Prozess</translation>
    </message>
    <message>
        <source>{number} cores, {memory} ({words})</source>
        <translation>{number} Kerne, {memory} ({words})</translation>
    </message>
    <message>
        <source>exit code {number}</source>
        <translation>Exit-Code {number}</translation>
    </message>
    <message>
        <source>{name} (holds it)</source>
        <translation>{name} (hält sie)</translation>
    </message>
    <message>
        <source>{name} (waits)</source>
        <translation>{name} (wartet)</translation>
    </message>
    <message>
        <source>undeclared: {words}</source>
        <translation>undeklariert: {words}</translation>
    </message>
    <message>
        <source>read</source>
        <translation>lesend</translation>
    </message>
    <message>
        <source>write</source>
        <translation>schreibend</translation>
    </message>
    <message>
        <source>{number} s ago</source>
        <translation>vor {number} s</translation>
    </message>
    <message>
        <source>{time} ago</source>
        <translation>vor {time}</translation>
    </message>
    <message>
        <source>task {name} is not known; it may have been forgotten after its end</source>
        <translation>Aufgabe {name} ist nicht bekannt; vielleicht wurde sie nach ihrem Ende von der Liste genommen</translation>
    </message>
    <message>
        <source>task {name} runs; only a queued task can be edited</source>
        <translation>Aufgabe {name} läuft; nur eine eingereihte lässt sich bearbeiten</translation>
    </message>
    <message>
        <source>task {name} runs; only a queued task can be moved</source>
        <translation>Aufgabe {name} läuft; nur eine eingereihte lässt sich verschieben</translation>
    </message>
    <message>
        <source>task {name} runs; only a queued task can be given another priority</source>
        <translation>Aufgabe {name} läuft; nur eine eingereihte lässt sich in ihrer Priorität ändern</translation>
    </message>
    <message>
        <source>task {name} has ended; only a queued task can be edited</source>
        <translation>Aufgabe {name} ist beendet; nur eine eingereihte lässt sich bearbeiten</translation>
    </message>
    <message>
        <source>task {name} has ended; only a queued task can be moved</source>
        <translation>Aufgabe {name} ist beendet; nur eine eingereihte lässt sich verschieben</translation>
    </message>
    <message>
        <source>task {name} has ended; only a queued task can be given another priority</source>
        <translation>Aufgabe {name} ist beendet; nur eine eingereihte lässt sich in ihrer Priorität ändern</translation>
    </message>
    <message>
        <source>task {name} has ended already; there is nothing to cancel</source>
        <translation>Aufgabe {name} ist schon beendet; es gibt nichts abzubrechen</translation>
    </message>
    <message>
        <source>task {name} runs already; it cannot be taken out of the queue</source>
        <translation>Aufgabe {name} läuft schon; sie lässt sich nicht mehr aus der Warteschlange nehmen</translation>
    </message>
    <message>
        <source>task {name} has not ended; cancel it first or wait for its end</source>
        <translation>Aufgabe {name} ist nicht beendet; brechen Sie sie erst ab oder warten Sie auf ihr Ende</translation>
    </message>
    <message>
        <source>task {name} waits for {name_2}, which did not succeed; retry that one first</source>
        <translation>Aufgabe {name} wartet auf {name_2}, die nicht gelungen ist; wiederholen Sie diese zuerst</translation>
    </message>
    <message>
        <source>task {name} has ended; there is nothing to pause</source>
        <translation>Aufgabe {name} ist beendet; es gibt nichts zu pausieren</translation>
    </message>
    <message>
        <source>task {name} has ended; there is nothing to resume (run it again with retry)</source>
        <translation>Aufgabe {name} ist beendet; es gibt nichts fortzusetzen (Wiederholen führt sie noch einmal aus)</translation>
    </message>
    <message>
        <source>task {name} stands still with its role {role}; resume that</source>
        <translation>Aufgabe {name} steht mit ihrer Rolle {role} still; setzen Sie diese fort</translation>
    </message>
    <message>
        <source>task {name} is not paused; there is nothing to resume</source>
        <translation>Aufgabe {name} ist nicht pausiert; es gibt nichts fortzusetzen</translation>
    </message>
    <message>
        <source>role {name} is stopped; start it before pausing it</source>
        <translation>Rolle {name} ist gestoppt; starten Sie sie, bevor Sie sie pausieren</translation>
    </message>
    <message>
        <source>role {name} is stopped; start it before holding it</source>
        <translation>Rolle {name} ist gestoppt; starten Sie sie, bevor Sie sie zurückhalten</translation>
    </message>
    <message>
        <source>{words} Takes effect at once.</source>
        <translation>{words} Gilt sofort.</translation>
    </message>
    <message>
        <source>{words} Takes effect for tasks that start from now on.</source>
        <translation>{words} Gilt für Aufgaben, die ab jetzt starten.</translation>
    </message>
    <message>
        <source>{words} Takes effect at the next start.</source>
        <translation>{words} Gilt ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>{words} It changes nothing here.</source>
        <translation>{words} Hier ändert es nichts.</translation>
    </message>
    <message>
        <source>{words}: resume at</source>
        <translation>{words}: fortsetzen bei</translation>
    </message>
    <message>
        <source>Role: {words}</source>
        <translation>Rolle: {words}</translation>
    </message>
    <message>
        <source>Roles go on at or below this; left empty it is {number} below the limit. {words}</source>
        <translation>Bei diesem Wert oder darunter gehen Rollen weiter; leer liegt er {number} unter der Grenze. {words}</translation>
    </message>
    <message>
        <source>Takes effect at once.</source>
        <translation>Gilt sofort.</translation>
    </message>
    <message>
        <source>from {low} to {high}</source>
        <translation>von {low} bis {high}</translation>
    </message>
    <message>
        <source>of at least {number}</source>
        <translation>mindestens {number}</translation>
    </message>
    <message>
        <source>of at most {number}</source>
        <translation>höchstens {number}</translation>
    </message>
    <message>
        <source>ended by signal {number}</source>
        <translation>durch Signal {number} beendet</translation>
    </message>
    <message>
        <source>exit code {number}; {number_2} processes it left behind were ended</source>
        <translation>Exit-Code {number}; {number_2} zurückgelassene Prozesse wurden beendet</translation>
    </message>
    <message>
        <source>ended by signal {number}; {number_2} processes it left behind were ended</source>
        <translation>durch Signal {number} beendet; {number_2} zurückgelassene Prozesse wurden beendet</translation>
    </message>
    <message>
        <source>exit code {number}: {end}</source>
        <translation>Exit-Code {number}: {end}</translation>
    </message>
    <message>
        <source>{end}; the disk of {path} is full, which may be why: make room</source>
        <translation>{end}; der Datenträger von {path} ist voll, und das kann der Grund sein: Platz schaffen</translation>
    </message>
    <message>
        <source>exit code {number}; {number_2} processes it left behind were ended: {end}</source>
        <translation>Exit-Code {number}; {number_2} zurückgelassene Prozesse wurden beendet: {end}</translation>
    </message>
    <message>
        <source>cancelled by you</source>
        <translation>von Ihnen abgebrochen</translation>
    </message>
    <message>
        <source>stopped with its role {name}</source>
        <translation>mit ihrer Rolle {name} gestoppt</translation>
    </message>
    <message>
        <source>not started: {name} failed</source>
        <translation>nicht gestartet: {name} ist gescheitert</translation>
    </message>
    <message>
        <source>not started: {name} cancelled</source>
        <translation>nicht gestartet: {name} wurde abgebrochen</translation>
    </message>
    <message>
        <source>not started: {name} timed out</source>
        <translation>nicht gestartet: bei {name} war die Zeit um</translation>
    </message>
    <message>
        <source>not started: {name} lost</source>
        <translation>nicht gestartet: {name} ging verloren</translation>
    </message>
    <message>
        <source>ran longer than its time limit of {number} s</source>
        <translation>lief länger als die Zeitgrenze von {number} s</translation>
    </message>
    <message>
        <source>stopped to be run again: {words}</source>
        <translation>gestoppt, um neu zu laufen: {words}</translation>
    </message>
    <message>
        <source>the program ended while it ran, and nobody knows how it went on</source>
        <translation>das Programm endete, während sie lief, und niemand weiß, wie es weiterging</translation>
    </message>
    <message>
        <source>the supervisor was killed while it ran; its exit code is unknown</source>
        <translation>der Aufseher wurde beendet, während sie lief; ihr Exit-Code ist unbekannt</translation>
    </message>
    <message>
        <source>no run folder can be made: {line}</source>
        <translation>ein Laufordner lässt sich nicht anlegen: {line}</translation>
    </message>
    <message>
        <source>{number} of {number_2}</source>
        <translation>{number} von {number_2}</translation>
    </message>
    <message>
        <source>{number}, time limit {time}</source>
        <translation>{number}, Zeitgrenze {time}</translation>
    </message>
    <message>
        <source>{number} of {number_2}, time limit {time}</source>
        <translation>{number} von {number_2}, Zeitgrenze {time}</translation>
    </message>
    <message>
        <source>{path} (read)</source>
        <translation>{path} (lesend)</translation>
    </message>
    <message>
        <source>{path} (write)</source>
        <translation>{path} (schreibend)</translation>
    </message>
    <message>
        <source>and {number} more</source>
        <translation>und {number} weitere</translation>
    </message>
    <message>
        <source>{time} (and suspended {time_2}: its time stood still, the program&apos;s own timers did not)</source>
        <translation>{time} (und {time_2} angehalten: ihre Zeit stand still, die Uhren des Programms selbst nicht)</translation>
    </message>
    <message>
        <source>{time} (and suspended {time_2}: the time limit stood still, the program&apos;s own timers did not)</source>
        <translation>{time} (und {time_2} angehalten: die Zeitgrenze stand still, die Uhren des Programms selbst nicht)</translation>
    </message>
    <message>
        <source>declares other than it needs: {line} ({number} runs of the same work)</source>
        <translation>anders angegeben als nötig: {line} ({number} Läufe derselben Arbeit)</translation>
    </message>
    <message>
        <source>declares other than it needs: {line} (1 run of the same work)</source>
        <translation>anders angegeben als nötig: {line} (1 Lauf derselben Arbeit)</translation>
    </message>
    <message>
        <source>declares other than it needs: {line} ({number} runs of its kind)</source>
        <translation>anders angegeben als nötig: {line} ({number} Läufe ihrer Art)</translation>
    </message>
    <message>
        <source>role stopped {time}</source>
        <translation>Rolle gestoppt {time}</translation>
    </message>
    <message>
        <source>role paused {time}</source>
        <translation>Rolle pausiert {time}</translation>
    </message>
    <message>
        <source>role throttled {time}</source>
        <translation>Rolle gedrosselt {time}</translation>
    </message>
    <message>
        <source>task paused {time}</source>
        <translation>Aufgabe pausiert {time}</translation>
    </message>
    <message>
        <source>dependency {time}</source>
        <translation>andere Aufgabe {time}</translation>
    </message>
    <message>
        <source>backoff {time}</source>
        <translation>Abstand der Versuche {time}</translation>
    </message>
    <message>
        <source>file {time}</source>
        <translation>Datei {time}</translation>
    </message>
    <message>
        <source>cpu {time}</source>
        <translation>Prozessor {time}</translation>
    </message>
    <message>
        <source>memory {time}</source>
        <translation>Speicher {time}</translation>
    </message>
    <message>
        <source>disk {time}</source>
        <translation>Datenträger {time}</translation>
    </message>
    <message>
        <source>slots {time}</source>
        <translation>Anzahl {time}</translation>
    </message>
    <message>
        <source>measuring {time}</source>
        <translation>Messung {time}</translation>
    </message>
    <message>
        <source>role tasks {time}</source>
        <translation>Anzahl der Rolle {time}</translation>
    </message>
    <message>
        <source>disk space {time}</source>
        <translation>Plattenplatz {time}</translation>
    </message>
    <message>
        <source>turn {time}</source>
        <translation>Reihenfolge {time}</translation>
    </message>
</context>
<context>
    <name>CountedQuestions</name>
    <message numerus="yes">
        <source>End %n running task(s)?</source>
        <translation>
            <numerusform>%n laufende Aufgabe beenden?</numerusform>
            <numerusform>%n laufende Aufgaben beenden?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopping ends %n running task(s). Stop?</source>
        <translation>
            <numerusform>Stoppen beendet %n laufende Aufgabe. Stoppen?</numerusform>
            <numerusform>Stoppen beendet %n laufende Aufgaben. Stoppen?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) run(s). Quit?</source>
        <translation>
            <numerusform>%n Aufgabe läuft. Beenden?</numerusform>
            <numerusform>%n Aufgaben laufen. Beenden?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CrashReport</name>
    <message>
        <source>The program ended unexpectedly the last time; tasks that ran were kept by their supervisor, where there is one.
More is in {file}</source>
        <translation>Das Programm endete beim letzten Mal unerwartet; laufende Aufgaben hat ihr Aufseher weitergeführt, wo es einen gibt.
Mehr steht in {file}</translation>
    </message>
    <message>
        <source>Unexpected error, the program goes on: {kind}: {error}
More is in {file}</source>
        <translation>Unerwarteter Fehler, das Programm läuft weiter: {kind}: {error}
Mehr steht in {file}</translation>
    </message>
</context>
<context>
    <name>DeclaredForm</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
</context>
<context>
    <name>DetailsPanel</name>
    <message>
        <source>The task&apos;s work</source>
        <translation>Die Arbeit der Aufgabe</translation>
    </message>
    <message>
        <source>The task&apos;s times and measures</source>
        <translation>Zeiten und Messwerte der Aufgabe</translation>
    </message>
    <message>
        <source>The command, files, times and measures of a task stand here, and why it waits.
Select a task in the queue to see them.</source>
        <translation>Hier stehen Befehl, Dateien, Zeiten und Messwerte einer Aufgabe, und warum sie wartet.
Wählen Sie dazu eine Aufgabe in der Warteschlange.</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Number of selected tasks</source>
        <translation>Anzahl der ausgewählten Aufgaben</translation>
    </message>
    <message>
        <source>The task&apos;s measures</source>
        <translation>Messwerte der Aufgabe</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) selected; the details are those of “{name}”.</source>
        <translation>
            <numerusform>%n Aufgabe ausgewählt; die Details sind die von „{name}“.</numerusform>
            <numerusform>%n Aufgaben ausgewählt; die Details sind die von „{name}“.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DiagnosticsDialog</name>
    <message>
        <source>Save diagnostics</source>
        <translation>Diagnose speichern</translation>
    </message>
    <message>
        <source>What is saved</source>
        <translation>Was gespeichert wird</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen…</translation>
    </message>
    <message>
        <source>Choose the file</source>
        <translation>Die Datei wählen</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>&amp;Open folder</source>
        <translation>&amp;Ordner öffnen</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>Give the whole path of a file, beginning with its folder.</source>
        <translation>Geben Sie den ganzen Pfad einer Datei an, beginnend mit ihrem Ordner.</translation>
    </message>
    <message>
        <source>Collecting {part}… Close gives it up.</source>
        <translation>Sammle {part}… Schließen gibt es auf.</translation>
    </message>
    <message>
        <source>Saved as {file}</source>
        <translation>Gespeichert als {file}</translation>
    </message>
    <message>
        <source>&amp;File:</source>
        <translation>&amp;Datei:</translation>
    </message>
    <message>
        <source>Archives (*.zip)</source>
        <translation>Archive (*.zip)</translation>
    </message>
</context>
<context>
    <name>EntryModel</name>
    <message>
        <source>Not possible now: {reason}</source>
        <translation>Jetzt nicht möglich: {reason}</translation>
    </message>
</context>
<context>
    <name>EventModel</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Role or task</source>
        <translation>Rolle oder Aufgabe</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
</context>
<context>
    <name>Events</name>
    <message>
        <source>by you</source>
        <translation>von Ihnen</translation>
    </message>
    <message>
        <source>as the program began</source>
        <translation>mit dem Programm</translation>
    </message>
    <message>
        <source>as the program ended</source>
        <translation>mit dem Ende des Programms</translation>
    </message>
    <message>
        <source>All events</source>
        <translation>Alle Ereignisse</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Grenzen</translation>
    </message>
    <message>
        <source>Roles by hand</source>
        <translation>Rollen von Hand</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>All levels</source>
        <translation>Alle Stufen</translation>
    </message>
    <message>
        <source>Without routine</source>
        <translation>Ohne Alltägliches</translation>
    </message>
    <message>
        <source>Problems only</source>
        <translation>Nur Probleme</translation>
    </message>
    <message>
        <source>held back</source>
        <translation>zurückgehalten</translation>
    </message>
    <message>
        <source>let go</source>
        <translation>freigegeben</translation>
    </message>
    <message>
        <source>limit set</source>
        <translation>Grenze gesetzt</translation>
    </message>
    <message>
        <source>started</source>
        <translation>gestartet</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>gestoppt</translation>
    </message>
    <message>
        <source>paused by you</source>
        <translation>von Ihnen pausiert</translation>
    </message>
    <message>
        <source>held by you</source>
        <translation>von Ihnen zurückgehalten</translation>
    </message>
    <message>
        <source>handed back</source>
        <translation>zurückgegeben</translation>
    </message>
    <message>
        <source>priority set</source>
        <translation>Priorität gesetzt</translation>
    </message>
    <message>
        <source>queued</source>
        <translation>eingereiht</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>geändert</translation>
    </message>
    <message>
        <source>moved</source>
        <translation>verschoben</translation>
    </message>
    <message>
        <source>cancelled by you</source>
        <translation>von Ihnen abgebrochen</translation>
    </message>
    <message>
        <source>queued again</source>
        <translation>erneut eingereiht</translation>
    </message>
    <message>
        <source>resumed by you</source>
        <translation>von Ihnen fortgesetzt</translation>
    </message>
    <message>
        <source>put back</source>
        <translation>zurückgestellt</translation>
    </message>
    <message>
        <source>taken off the list</source>
        <translation>aus der Liste genommen</translation>
    </message>
    <message>
        <source>start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>runs</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>stands still</source>
        <translation>steht still</translation>
    </message>
    <message>
        <source>goes on</source>
        <translation>geht weiter</translation>
    </message>
    <message>
        <source>to be suspended</source>
        <translation>wird angehalten</translation>
    </message>
    <message>
        <source>to be resumed</source>
        <translation>wird fortgesetzt</translation>
    </message>
    <message>
        <source>after everybody else</source>
        <translation>nach allen anderen</translation>
    </message>
    <message>
        <source>ordinary share again</source>
        <translation>wieder üblicher Anteil</translation>
    </message>
    <message>
        <source>to be stopped</source>
        <translation>wird gestoppt</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>beendet</translation>
    </message>
    <message>
        <source>files wanted</source>
        <translation>Dateien gewünscht</translation>
    </message>
    <message>
        <source>files granted</source>
        <translation>Dateien gewährt</translation>
    </message>
    <message>
        <source>files refused</source>
        <translation>Dateien verweigert</translation>
    </message>
    <message>
        <source>files given back</source>
        <translation>Dateien zurückgegeben</translation>
    </message>
    <message>
        <source>settings changed</source>
        <translation>Einstellungen geändert</translation>
    </message>
    <message>
        <source>program begins</source>
        <translation>Programm beginnt</translation>
    </message>
    <message>
        <source>computer slept</source>
        <translation>Rechner schlief</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>attempt</source>
        <translation>Versuch</translation>
    </message>
    <message>
        <source>attempts</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>exit code</source>
        <translation>Exit-Code</translation>
    </message>
    <message>
        <source>first</source>
        <translation>zuerst</translation>
    </message>
    <message>
        <source>holder</source>
        <translation>Inhaber</translation>
    </message>
    <message>
        <source>outcome</source>
        <translation>Ausgang</translation>
    </message>
    <message>
        <source>pid</source>
        <translation>Prozess</translation>
    </message>
    <message>
        <source>position</source>
        <translation>Platz</translation>
    </message>
    <message>
        <source>priority</source>
        <translation>Priorität</translation>
    </message>
    <message>
        <source>resume</source>
        <translation>Fortsetzen bei</translation>
    </message>
    <message>
        <source>summary</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>throttle</source>
        <translation>Drosseln über</translation>
    </message>
    <message>
        <source>why</source>
        <translation>weil</translation>
    </message>
    <message>
        <source>succeeded</source>
        <translation>erfolgreich</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>verloren</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>nicht gestartet</translation>
    </message>
</context>
<context>
    <name>EventsPanel</name>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>Show events about</source>
        <translation>Ereignisse zeigen zu</translation>
    </message>
    <message>
        <source>Show events that matter so much</source>
        <translation>Ereignisse von dieser Bedeutung zeigen</translation>
    </message>
    <message>
        <source>Show events of</source>
        <translation>Ereignisse zeigen von</translation>
    </message>
    <message>
        <source>State of the list</source>
        <translation>Stand der Liste</translation>
    </message>
    <message>
        <source>No event fits. Choose all events, all levels, and all roles and tasks.</source>
        <translation>Kein Ereignis passt. Wählen Sie alle Ereignisse, alle Stufen und alle Rollen und Aufgaben.</translation>
    </message>
    <message>
        <source>That moment is not kept any more.</source>
        <translation>Dieser Moment ist nicht mehr aufbewahrt.</translation>
    </message>
    <message>
        <source>All roles and tasks</source>
        <translation>Alle Rollen und Aufgaben</translation>
    </message>
    <message>
        <source>Columns of the events</source>
        <translation>Spalten der Ereignisse</translation>
    </message>
    <message>
        <source>What roles and tasks did, and why roles were held back, is told here as it happens.</source>
        <translation>Was Rollen und Aufgaben getan haben und warum Rollen zurückgehalten wurden, steht hier, sobald es geschieht.</translation>
    </message>
</context>
<context>
    <name>FieldEditors</name>
    <message>
        <source>{field}: {text} can be read in two ways; write {whole} or {fraction}</source>
        <translation>{field}: {text} lässt sich auf zweierlei Weise lesen; schreiben Sie {whole} oder {fraction}</translation>
    </message>
    <message>
        <source>{field}: {text} is not a whole number</source>
        <translation>{field}: {text} ist keine ganze Zahl</translation>
    </message>
    <message>
        <source>{field}: {text} is not a number</source>
        <translation>{field}: {text} ist keine Zahl</translation>
    </message>
    <message>
        <source>Choose: {field}</source>
        <translation>Wählen: {field}</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen…</translation>
    </message>
    <message>
        <source>{prose} One a line.</source>
        <translation>{prose} Je Zeile eine.</translation>
    </message>
    <message>
        <source>required</source>
        <translation>nötig</translation>
    </message>
    <message>
        <source>optional, in {unit}</source>
        <translation>wahlfrei ({unit})</translation>
    </message>
    <message>
        <source>optional</source>
        <translation>wahlfrei</translation>
    </message>
    <message>
        <source>usually {value}</source>
        <translation>üblich: {value}</translation>
    </message>
    <message>
        <source>one {thing} a line</source>
        <translation>je Zeile: {thing}</translation>
    </message>
    <message>
        <source>one a line</source>
        <translation>je Zeile ein Eintrag</translation>
    </message>
</context>
<context>
    <name>FileCommands</name>
    <message>
        <source>Open task file</source>
        <translation>Aufgabendatei öffnen</translation>
    </message>
    <message>
        <source>Task files (*.pemtasks *.jsonl);;All files (*)</source>
        <translation>Aufgabendateien (*.pemtasks *.jsonl);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>No task is queued: there is nothing to save.</source>
        <translation>Keine Aufgabe ist eingereiht: Es gibt nichts zu speichern.</translation>
    </message>
    <message>
        <source>Save queue as</source>
        <translation>Warteschlange speichern unter</translation>
    </message>
    <message>
        <source>Not saved: the values of {names}. Write them into the file before it is opened.</source>
        <translation>Nicht gespeichert: die Werte von {names}. Tragen Sie sie in die Datei ein, bevor sie geöffnet wird.</translation>
    </message>
</context>
<context>
    <name>FileWork</name>
    <message>
        <source>It is too late to give up {file}: it is done in a moment.</source>
        <translation>{file} lässt sich nicht mehr aufgeben: gleich ist es fertig.</translation>
    </message>
    <message>
        <source>Given up: nothing was done with {file}.</source>
        <translation>Aufgegeben: mit {file} wurde nichts gemacht.</translation>
    </message>
    <message>
        <source>{other} has to wait until {file} is done: try it again then, or cancel that.</source>
        <translation>{other} muss warten, bis {file} fertig ist: Versuchen Sie es dann noch einmal, oder brechen Sie jenes ab.</translation>
    </message>
    <message>
        <source>Their relative paths start at the file&apos;s folder, {folder}.</source>
        <translation>Relative Pfade darin beginnen im Ordner der Datei, {folder}.</translation>
    </message>
    <message>
        <source>Reading {file}</source>
        <translation>Lese {file}</translation>
    </message>
    <message numerus="yes">
        <source>Checking %n task(s) of {file}</source>
        <translation>
            <numerusform>Prüfe %n Aufgabe aus {file}</numerusform>
            <numerusform>Prüfe %n Aufgaben aus {file}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Queueing %n task(s) of {file}</source>
        <translation>
            <numerusform>Reihe %n Aufgabe aus {file} ein</numerusform>
            <numerusform>Reihe %n Aufgaben aus {file} ein</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Writing %n task(s) into {file}</source>
        <translation>
            <numerusform>Schreibe %n Aufgabe in {file}</numerusform>
            <numerusform>Schreibe %n Aufgaben in {file}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Queued %n task(s) of {file}.</source>
        <translation>
            <numerusform>%n Aufgabe aus {file} eingereiht.</numerusform>
            <numerusform>%n Aufgaben aus {file} eingereiht.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Saved %n queued task(s) in {file}.</source>
        <translation>
            <numerusform>%n eingereihte Aufgabe in {file} gespeichert.</numerusform>
            <numerusform>%n eingereihte Aufgaben in {file} gespeichert.</numerusform>
        </translation>
    </message>
    <message>
        <source>{path} cannot be written ({reason}): choose another folder or free some space</source>
        <translation>{path} lässt sich nicht schreiben ({reason}): Wählen Sie einen anderen Ordner oder schaffen Sie Platz</translation>
    </message>
</context>
<context>
    <name>FilesPage</name>
    <message>
        <source>Find a task</source>
        <translation>Aufgabe suchen</translation>
    </message>
    <message>
        <source>At most {most} files can be dropped at once, and these are {number}. Drop their folder instead: that is everything in it.</source>
        <translation>Höchstens {most} Dateien lassen sich auf einmal ablegen, und dies sind {number}. Legen Sie stattdessen ihren Ordner ab: Das ist alles, was darin liegt.</translation>
    </message>
    <message>
        <source>&amp;Use observed files</source>
        <translation>&amp;Beobachtete Dateien übernehmen</translation>
    </message>
    <message>
        <source>Use observed files</source>
        <translation>Beobachtete Dateien übernehmen</translation>
    </message>
    <message>
        <source>Add the files that the last tasks of this role and name were seen to work with.</source>
        <translation>Die Dateien hinzufügen, mit denen die letzten Aufgaben dieser Rolle und dieses Namens gearbeitet haben.</translation>
    </message>
    <message>
        <source>No task &apos;{name}&apos; of this role was seen with files open: enter the files by hand.</source>
        <translation>Keine Aufgabe „{name}“ dieser Rolle wurde mit offenen Dateien gesehen: Geben Sie die Dateien von Hand ein.</translation>
    </message>
    <message>
        <source>The task has no name yet: give it one, or enter the files by hand.</source>
        <translation>Die Aufgabe hat noch keinen Namen: Geben Sie ihr einen oder tragen Sie die Dateien von Hand ein.</translation>
    </message>
</context>
<context>
    <name>FirstPage</name>
    <message>
        <source>Welcome</source>
        <translation>Willkommen</translation>
    </message>
    <message>
        <source>Many tasks at once, on a usable computer</source>
        <translation>Viele Aufgaben zugleich auf einem Rechner, der benutzbar bleibt</translation>
    </message>
    <message>
        <source>Tasks of several roles run side by side as real processes. The manager starts what fits, the most important first, holds roles back when the machine gets too busy, and never lets two tasks work on one file.</source>
        <translation>Aufgaben mehrerer Rollen laufen nebeneinander als echte Prozesse. Der Manager startet, was passt, das Wichtigste zuerst, hält Rollen zurück, wenn der Rechner zu viel zu tun hat, und lässt nie zwei Aufgaben an einer Datei arbeiten.</translation>
    </message>
    <message>
        <source>eleven small tasks of all roles</source>
        <translation>elf kleine Aufgaben aller Rollen</translation>
    </message>
    <message>
        <source>a form for each role, or a command of your own</source>
        <translation>ein Formular für jede Rolle oder ein eigener Befehl</translation>
    </message>
    <message>
        <source>one task a line, in JSON</source>
        <translation>eine Aufgabe je Zeile, in JSON</translation>
    </message>
    <message>
        <source>how everything works</source>
        <translation>wie alles funktioniert</translation>
    </message>
</context>
<context>
    <name>Gauge</name>
    <message>
        <source>Show the graph of {0}</source>
        <translation>Den Graphen zeigen: {0}</translation>
    </message>
    <message>
        <source>{0} in use</source>
        <translation>{0} in Gebrauch</translation>
    </message>
    <message>
        <source>{0}: limits</source>
        <translation>{0}: Grenzen</translation>
    </message>
    <message>
        <source>{0} role by role</source>
        <translation>{0} nach Rollen</translation>
    </message>
    <message>
        <source>By role</source>
        <translation>Nach Rollen</translation>
    </message>
    <message>
        <source>Show what the tasks of each role use, stacked, instead of the total</source>
        <translation>Gestapelt zeigen, was die Aufgaben jeder Rolle nutzen, statt der Summe</translation>
    </message>
    <message>
        <source>{0} not measured</source>
        <translation>{0} nicht gemessen</translation>
    </message>
    <message>
        <source>{0} {1} percent</source>
        <translation>{0} {1} Prozent</translation>
    </message>
    <message>
        <source>{0} {1} mebibytes a second</source>
        <translation>{0} {1} Mebibyte je Sekunde</translation>
    </message>
    <message>
        <source>{0}, limit {1}</source>
        <translation>{0}, Grenze {1}</translation>
    </message>
    <message>
        <source>Hide the graph</source>
        <translation>Den Graphen verbergen</translation>
    </message>
    <message>
        <source>Show the graph</source>
        <translation>Den Graphen zeigen</translation>
    </message>
</context>
<context>
    <name>GraphView</name>
    <message>
        <source>never throttle</source>
        <translation>nie drosseln</translation>
    </message>
    <message>
        <source>throttle above {0} %, resume at {1} %</source>
        <translation>drosseln über {0} %, fortsetzen bei {1} %</translation>
    </message>
    <message>
        <source>resume at {0} %</source>
        <translation>fortsetzen bei {0} %</translation>
    </message>
    <message>
        <source>{role} was held back</source>
        <translation>{role} wurde zurückgehalten</translation>
    </message>
    <message>
        <source>{role} was let go</source>
        <translation>{role} wurde freigegeben</translation>
    </message>
</context>
<context>
    <name>Graphs</name>
    <message>
        <source>some</source>
        <translation>einige</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Datenträger</translation>
    </message>
    <message>
        <source>Disk I/O</source>
        <translation>Datenträger-E/A</translation>
    </message>
    <message>
        <source>read</source>
        <translation>gelesen</translation>
    </message>
    <message>
        <source>written</source>
        <translation>geschrieben</translation>
    </message>
    <message>
        <source>CPU pressure</source>
        <translation>CPU-Druck</translation>
    </message>
    <message>
        <source>Memory pressure</source>
        <translation>Speicherdruck</translation>
    </message>
    <message>
        <source>I/O pressure</source>
        <translation>E/A-Druck</translation>
    </message>
</context>
<context>
    <name>HelpBrowser</name>
    <message>
        <source>Page of the help</source>
        <translation>Seite der Hilfe</translation>
    </message>
</context>
<context>
    <name>HelpDialogs</name>
    <message>
        <source> (in the queue)</source>
        <translation> (in der Warteschlange)</translation>
    </message>
    <message>
        <source> (in the roles)</source>
        <translation> (in den Rollen)</translation>
    </message>
    <message>
        <source> (in the locks)</source>
        <translation> (in den Sperren)</translation>
    </message>
    <message>
        <source>Hold Ctrl over the queue to keep its rows from moving.</source>
        <translation>Halten Sie Strg über der Warteschlange, damit sich ihre Zeilen nicht bewegen.</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>All keyboard shortcuts</source>
        <translation>Alle Tastenkürzel</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Über</translation>
    </message>
    <message>
        <source>Runs the tasks of several AI-manager roles side by side on one workstation, keeps it usable, and never lets two tasks work on one file.

{versions}

MIT licence. Help ▸ Save diagnostics… writes what helps to find a fault into one file.</source>
        <translation>Führt die Aufgaben mehrerer KI-Manager-Rollen nebeneinander auf einem Rechner aus, hält ihn benutzbar und lässt nie zwei Aufgaben an einer Datei arbeiten.

{versions}

MIT-Lizenz. Hilfe ▸ Diagnose speichern… schreibt, was bei der Fehlersuche hilft, in eine Datei.</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
</context>
<context>
    <name>HelpWindow</name>
    <message>
        <source>User guide</source>
        <translation>Handbuch (auf Englisch)</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Find in this page</source>
        <translation>In dieser Seite suchen</translation>
    </message>
    <message>
        <source>Find in this page (Ctrl+F)</source>
        <translation>In dieser Seite suchen (Strg+F)</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>&amp;Forward</source>
        <translation>&amp;Vor</translation>
    </message>
    <message>
        <source>Pages and text</source>
        <translation>Seiten und Text</translation>
    </message>
    <message>
        <source>This page is there in English only.</source>
        <translation>Diese Seite gibt es nur auf Englisch.</translation>
    </message>
    <message>
        <source>Not part of the help: {link}</source>
        <translation>Nicht Teil der Hilfe: {link}</translation>
    </message>
    <message>
        <source>Not in this page.</source>
        <translation>Nicht auf dieser Seite.</translation>
    </message>
</context>
<context>
    <name>HistoryCommands</name>
    <message>
        <source>Not queued again, as it has not ended: {names}</source>
        <translation>Nicht erneut eingereiht, weil noch nicht beendet: {names}</translation>
    </message>
    <message>
        <source>Export history</source>
        <translation>Verlauf exportieren</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv);;All files (*)</source>
        <translation>Kommagetrennte Werte (*.csv);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Wrote {count} runs into {name}.</source>
        <translation>{count} Läufe in {name} geschrieben.</translation>
    </message>
    <message>
        <source>{path} cannot be written ({reason}): choose another folder or free some space</source>
        <translation>{path} lässt sich nicht schreiben ({reason}): Wählen Sie einen anderen Ordner oder schaffen Sie Platz</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>No task has ended yet: there is nothing to count.</source>
        <translation>Noch keine Aufgabe ist beendet: Es gibt nichts zu zählen.</translation>
    </message>
    <message>
        <source>What is shown of the history</source>
        <translation>Was vom Verlauf gezeigt wird</translation>
    </message>
    <message>
        <source>Find in the history by task, id or reason</source>
        <translation>Im Verlauf nach Aufgabe, Kennung oder Grund suchen</translation>
    </message>
    <message>
        <source>Role whose runs are shown</source>
        <translation>Rolle, deren Läufe gezeigt werden</translation>
    </message>
    <message>
        <source>Ends that are shown</source>
        <translation>Ausgänge, die gezeigt werden</translation>
    </message>
    <message>
        <source>Show what has ended since</source>
        <translation>Zeigen, was seither geendet hat</translation>
    </message>
    <message>
        <source>How many runs there are</source>
        <translation>Wie viele Läufe es gibt</translation>
    </message>
    <message>
        <source>Tasks that have ended</source>
        <translation>Beendete Aufgaben</translation>
    </message>
    <message>
        <source>Columns of the history</source>
        <translation>Spalten des Verlaufs</translation>
    </message>
    <message>
        <source>Statistics of the history</source>
        <translation>Statistik des Verlaufs</translation>
    </message>
    <message>
        <source>Columns of the statistics</source>
        <translation>Spalten der Statistik</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Statistics by role</source>
        <translation>Statistik nach Rolle</translation>
    </message>
    <message>
        <source>Statistics by kind</source>
        <translation>Statistik nach Art</translation>
    </message>
    <message>
        <source>All roles</source>
        <translation>Alle Rollen</translation>
    </message>
    <message>
        <source>However ended</source>
        <translation>Jeder Ausgang</translation>
    </message>
    <message>
        <source>Succeeded</source>
        <translation>Erfolgreich</translation>
    </message>
    <message>
        <source>Failed, timed out or lost</source>
        <translation>Gescheitert, Zeitlimit oder verloren</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Find a run</source>
        <translation>Lauf suchen</translation>
    </message>
    <message>
        <source>Newer runs ↻</source>
        <translation>Neuere Läufe ↻</translation>
    </message>
    <message>
        <source>1 run</source>
        <translation>1 Lauf</translation>
    </message>
    <message>
        <source>{count} runs</source>
        <translation>{count} Läufe</translation>
    </message>
    <message>
        <source>No run fits. Clear the search, or choose all roles and all ends.</source>
        <translation>Kein Lauf passt. Leeren Sie die Suche oder wählen Sie alle Rollen und alle Ausgänge.</translation>
    </message>
    <message>
        <source>Tasks that have ended are listed here, also after they were taken off the queue&apos;s list.</source>
        <translation>Hier stehen beendete Aufgaben, auch nachdem sie aus der Liste der Warteschlange genommen wurden.</translation>
    </message>
</context>
<context>
    <name>IgnoredFindings</name>
    <message>
        <source>Ignore a finding</source>
        <translation>Einen Befund ignorieren</translation>
    </message>
    <message>
        <source>Why may “{finding}” pass?</source>
        <translation>Warum darf „{finding}“ so bleiben?</translation>
    </message>
    <message>
        <source>The configuration was changed meanwhile: try it again.</source>
        <translation>Die Konfiguration wurde inzwischen geändert: Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>“{finding}” is ignored from the next assessment on; Role options has the list.</source>
        <translation>„{finding}“ wird ab der nächsten Bewertung ignoriert; die Liste steht in den Rollenoptionen.</translation>
    </message>
</context>
<context>
    <name>Language</name>
    <message>
        <source>English</source>
        <translation>Deutsch</translation>
    </message>
    <message>
        <source>1,000.5</source>
        <translation>1.000,5</translation>
    </message>
    <message>
        <source>en</source>
        <translation>de</translation>
    </message>
</context>
<context>
    <name>LanguageMenu</name>
    <message>
        <source>Lan&amp;guage</source>
        <translation>Spra&amp;che</translation>
    </message>
    <message>
        <source>The window speaks the chosen language from its next start.</source>
        <translation>Ab dem nächsten Start spricht das Fenster die gewählte Sprache.</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Roles in this graph</source>
        <translation>Rollen in diesem Graphen</translation>
    </message>
</context>
<context>
    <name>LockCommands</name>
    <message>
        <source>Copied {path}</source>
        <translation>{path} kopiert</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weitere</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>What it did in {time} is lost. It holds:</source>
        <translation>Was sie in {time} getan hat, geht verloren. Sie hält:</translation>
    </message>
    <message numerus="yes">
        <source>%n wait(s) for that.</source>
        <translation>
            <numerusform>%n wartet darauf.</numerusform>
            <numerusform>%n warten darauf.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LockModel</name>
    <message>
        <source>File / task</source>
        <translation>Datei / Aufgabe</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Held for</source>
        <translation>Gehalten seit</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartend</translation>
    </message>
    <message>
        <source>since {time}</source>
        <translation>seit {time}</translation>
    </message>
    <message>
        <source>task {id}</source>
        <translation>Aufgabe {id}</translation>
    </message>
    <message>
        <source>lease number {number}</source>
        <translation>Reservierung Nummer {number}</translation>
    </message>
    <message numerus="yes">
        <source>%n wait(s) for what it holds itself</source>
        <translation>
            <numerusform>%n wartet auf das, was sie selbst hält</numerusform>
            <numerusform>%n warten auf das, was sie selbst hält</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Locks</name>
    <message>
        <source>⟳ Roles wait for each other. That is no deadlock: a task takes all its files at once, so none of those that wait holds any.</source>
        <translation>⟳ Rollen warten aufeinander. Das ist keine Verklemmung: Eine Aufgabe nimmt alle ihre Dateien auf einmal, also hält keine der wartenden eine.</translation>
    </message>
</context>
<context>
    <name>LocksPanel</name>
    <message>
        <source>Show files that nobody waits for</source>
        <translation>Dateien zeigen, auf die niemand wartet</translation>
    </message>
    <message>
        <source>How many files are not shown</source>
        <translation>Wie viele Dateien nicht gezeigt sind</translation>
    </message>
    <message>
        <source>Roles that wait for each other</source>
        <translation>Rollen, die aufeinander warten</translation>
    </message>
    <message>
        <source>Find by path or name</source>
        <translation>Nach Pfad oder Name suchen</translation>
    </message>
    <message>
        <source>Find a file in use</source>
        <translation>Eine Datei in Gebrauch suchen</translation>
    </message>
    <message>
        <source>Double-click a task to go to it; right-click for more</source>
        <translation>Doppelklick springt zur Aufgabe; Rechtsklick bietet mehr</translation>
    </message>
    <message>
        <source>Files in use</source>
        <translation>Dateien in Gebrauch</translation>
    </message>
    <message>
        <source>Columns of the files in use</source>
        <translation>Spalten der Dateien in Gebrauch</translation>
    </message>
    <message>
        <source>Show uncontested ({number})</source>
        <translation>Auch unumstrittene ({number})</translation>
    </message>
    <message>
        <source>{shown} of {all} files; search to see others</source>
        <translation>{shown} von {all} Dateien; suchen, um andere zu sehen</translation>
    </message>
    <message>
        <source>No file matches. Show uncontested ones too, or clear what is searched.</source>
        <translation>Keine Datei passt. Zeigen Sie auch unumstrittene oder leeren Sie das Suchfeld.</translation>
    </message>
    <message>
        <source>No task waits for a file.</source>
        <translation>Keine Aufgabe wartet auf eine Datei.</translation>
    </message>
    <message>
        <source>No file is in use. What tasks name in “files” is listed here, and what pem lease holds.</source>
        <translation>Keine Datei ist in Gebrauch. Hier steht, was Aufgaben unter „files“ nennen und was pem lease hält.</translation>
    </message>
</context>
<context>
    <name>LogBar</name>
    <message>
        <source>Output of all running tasks</source>
        <translation>Ausgabe aller laufenden Aufgaben</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Show what all running tasks write, as it comes</source>
        <translation>Zeigen, was alle laufenden Aufgaben schreiben, sowie es kommt</translation>
    </message>
    <message>
        <source>Task whose output is shown</source>
        <translation>Aufgabe, deren Ausgabe gezeigt wird</translation>
    </message>
    <message>
        <source>Show the lines before</source>
        <translation>Die Zeilen davor zeigen</translation>
    </message>
    <message>
        <source>Earlier lines ↑</source>
        <translation>Frühere Zeilen ↑</translation>
    </message>
    <message>
        <source>Go to the new lines</source>
        <translation>Zu den neuen Zeilen</translation>
    </message>
    <message>
        <source>Wrap</source>
        <translation>Umbrechen</translation>
    </message>
    <message>
        <source>Wrap long lines</source>
        <translation>Lange Zeilen umbrechen</translation>
    </message>
    <message>
        <source>Follow new lines</source>
        <translation>Neuen Zeilen folgen</translation>
    </message>
    <message>
        <source>Open the run folder</source>
        <translation>Den Laufordner öffnen</translation>
    </message>
    <message>
        <source>All running tasks</source>
        <translation>Alle laufenden Aufgaben</translation>
    </message>
    <message>
        <source>No task selected</source>
        <translation>Keine Aufgabe ausgewählt</translation>
    </message>
    <message>
        <source>1 new line ↓</source>
        <translation>1 neue Zeile ↓</translation>
    </message>
    <message>
        <source>{count} new lines ↓</source>
        <translation>{count} neue Zeilen ↓</translation>
    </message>
</context>
<context>
    <name>LogFinder</name>
    <message>
        <source>Find in the log</source>
        <translation>In der Ausgabe suchen</translation>
    </message>
    <message>
        <source>Tell capital letters from small ones</source>
        <translation>Groß- und Kleinschreibung unterscheiden</translation>
    </message>
    <message>
        <source>The text is a regular expression</source>
        <translation>Der Text ist ein regulärer Ausdruck</translation>
    </message>
    <message>
        <source>Previous place (Shift+F3)</source>
        <translation>Vorige Stelle (Umschalt+F3)</translation>
    </message>
    <message>
        <source>Next place (F3)</source>
        <translation>Nächste Stelle (F3)</translation>
    </message>
    <message>
        <source>Places found in the log</source>
        <translation>Gefundene Stellen in der Ausgabe</translation>
    </message>
    <message>
        <source>Stop looking</source>
        <translation>Suche abbrechen</translation>
    </message>
    <message>
        <source>Find in log (F3)</source>
        <translation>In Ausgabe suchen (F3)</translation>
    </message>
    <message>
        <source>there is no output</source>
        <translation>es gibt keine Ausgabe</translation>
    </message>
    <message>
        <source>{told} ({percent} % looked through)</source>
        <translation>{told} ({percent} % durchsucht)</translation>
    </message>
    <message>
        <source>cannot look</source>
        <translation>Suche nicht möglich</translation>
    </message>
    <message>
        <source>looking …</source>
        <translation>sucht …</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>nicht gefunden</translation>
    </message>
    <message>
        <source>{count} found</source>
        <translation>{count} gefunden</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} von {count}</translation>
    </message>
</context>
<context>
    <name>LogPanel</name>
    <message>
        <source>Select a task to see its output.</source>
        <translation>Wählen Sie eine Aufgabe aus, um ihre Ausgabe zu sehen.</translation>
    </message>
    <message>
        <source>The output cannot be read: {reason}</source>
        <translation>Die Ausgabe lässt sich nicht lesen: {reason}</translation>
    </message>
    <message>
        <source>{task}, attempt {number}</source>
        <translation>{task}, Versuch {number}</translation>
    </message>
    <message>
        <source>No output yet.</source>
        <translation>Noch keine Ausgabe.</translation>
    </message>
    <message>
        <source>The task wrote no output.</source>
        <translation>Die Aufgabe hat nichts ausgegeben.</translation>
    </message>
    <message>
        <source>The task has not started: no output.</source>
        <translation>Die Aufgabe hat noch nicht begonnen: keine Ausgabe.</translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message>
        <source>Output of the selected task</source>
        <translation>Ausgabe der ausgewählten Aufgabe</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>The computer slept for {time}; tasks stood still.</source>
        <translation>Der Rechner hat {time} geschlafen; Aufgaben standen still.</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>Rollen</translation>
    </message>
    <message>
        <source>Resources</source>
        <translation>Ressourcen</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Locks</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>Menus</source>
        <translation>Menüs</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>Bereic&amp;he</translation>
    </message>
    <message>
        <source>&amp;Columns</source>
        <translation>&amp;Spalten</translation>
    </message>
</context>
<context>
    <name>MilestoneCanvas</name>
    <message>
        <source>Milestones on an axis of dates</source>
        <translation>Meilensteine auf einer Zeitachse</translation>
    </message>
    <message>
        <source>{percent} % done</source>
        <translation>{percent} % erledigt</translation>
    </message>
    <message>
        <source>due {time}</source>
        <translation>fällig {time}</translation>
    </message>
    <message>
        <source>the end is expected</source>
        <translation>das Ende ist erwartet</translation>
    </message>
    <message>
        <source>on the critical path: the milestone waits for it</source>
        <translation>auf dem kritischen Pfad: der Meilenstein wartet darauf</translation>
    </message>
    <message>
        <source>◆ due   ▭ expected   bold frame: critical path</source>
        <translation>◆ fällig   ▭ erwartet   dicker Rahmen: kritischer Pfad</translation>
    </message>
</context>
<context>
    <name>MilestoneChart</name>
    <message>
        <source>Milestones on an axis of dates</source>
        <translation>Meilensteine auf einer Zeitachse</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Notice</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>News</source>
        <translation>Neuigkeiten</translation>
    </message>
    <message>
        <source>Notice texts</source>
        <translation>Texte der Meldung</translation>
    </message>
    <message>
        <source>Close notice</source>
        <translation>Meldung schließen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Offer</source>
        <translation>Angebot</translation>
    </message>
</context>
<context>
    <name>OutsideQuestion</name>
    <message>
        <source>Queue the tasks of this file?</source>
        <translation>Die Aufgaben dieser Datei einreihen?</translation>
    </message>
    <message numerus="yes">
        <source>Queue %n task(s) of {file}?</source>
        <translation>
            <numerusform>%n Aufgabe aus {file} einreihen?</numerusform>
            <numerusform>%n Aufgaben aus {file} einreihen?</numerusform>
        </translation>
    </message>
    <message>
        <source>Folder: {folder}</source>
        <translation>Ordner: {folder}</translation>
    </message>
    <message>
        <source>Roles: {roles}</source>
        <translation>Rollen: {roles}</translation>
    </message>
    <message>
        <source>What they run has your rights: queue them only if you trust the file.</source>
        <translation>Was sie ausführen, hat Ihre Rechte: Reihen Sie sie nur ein, wenn Sie der Datei vertrauen.</translation>
    </message>
    <message>
        <source>What the tasks run, where, and with which variables</source>
        <translation>Was die Aufgaben ausführen, wo und mit welchen Variablen</translation>
    </message>
    <message numerus="yes">
        <source>Queue %n task(s)</source>
        <translation>
            <numerusform>%n Aufgabe einreihen</numerusform>
            <numerusform>%n Aufgaben einreihen</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>PathLabel</name>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Click and press Ctrl+C, or right-click, to copy it.</source>
        <translation>Zum Kopieren anklicken und Strg+C drücken, oder rechts klicken.</translation>
    </message>
</context>
<context>
    <name>Questions</name>
    <message>
        <source>Cancel “{name}”?</source>
        <translation>„{name}“ abbrechen?</translation>
    </message>
    <message>
        <source>Cancel it</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancel the tasks</source>
        <translation>Die Aufgaben abbrechen</translation>
    </message>
    <message>
        <source>Stop and end the tasks</source>
        <translation>Stoppen und die Aufgaben beenden</translation>
    </message>
    <message>
        <source>Release the lease of {name}?</source>
        <translation>Die Reservierung von {name} lösen?</translation>
    </message>
    <message>
        <source>That is done only if all of its processes have ended. Others get its files then, among them:</source>
        <translation>Das geschieht nur, wenn alle ihre Prozesse beendet sind. Andere bekommen dann ihre Dateien, darunter:</translation>
    </message>
    <message>
        <source>Release it</source>
        <translation>Lösen</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Discard what you have entered?</source>
        <translation>Die Eingaben verwerfen?</translation>
    </message>
    <message>
        <source>Discard it</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Go on editing</source>
        <translation>Weiter bearbeiten</translation>
    </message>
    <message>
        <source>and {number} more</source>
        <translation>und {number} weitere</translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation>Weiterlaufen lassen</translation>
    </message>
</context>
<context>
    <name>QueueColumns</name>
    <message>
        <source>&amp;Fit to content</source>
        <translation>An &amp;Inhalt anpassen</translation>
    </message>
    <message>
        <source>Make every column as wide as what is in sight needs</source>
        <translation>Jede Spalte so breit machen, wie das Sichtbare es braucht</translation>
    </message>
    <message>
        <source>Place (#)</source>
        <translation>Platz (#)</translation>
    </message>
</context>
<context>
    <name>QueueCommands</name>
    <message>
        <source>Add task</source>
        <translation>Aufgabe hinzufügen</translation>
    </message>
    <message>
        <source>Edit {name}</source>
        <translation>{name} bearbeiten</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Duplicate task</source>
        <translation>Aufgabe duplizieren</translation>
    </message>
    <message>
        <source>Retry (Ctrl+R) queues it again.</source>
        <translation>Wiederholen (Strg+R) reiht sie erneut ein.</translation>
    </message>
    <message>
        <source>Retry (Ctrl+R) queues them again.</source>
        <translation>Wiederholen (Strg+R) reiht sie erneut ein.</translation>
    </message>
    <message>
        <source>Place of “{name}” (1 to {last}):</source>
        <translation>Platz von „{name}“ (1 bis {last}):</translation>
    </message>
    <message>
        <source>Move to position</source>
        <translation>An Position verschieben</translation>
    </message>
    <message>
        <source>“{name}” is hidden by the filter.</source>
        <translation>„{name}“ ist durch den Filter verborgen.</translation>
    </message>
    <message>
        <source>No run folder of “{name}” is known.</source>
        <translation>Von „{name}“ ist kein Laufordner bekannt.</translation>
    </message>
    <message>
        <source>No file manager opened the run folder; it is {folder}</source>
        <translation>Kein Dateimanager hat den Laufordner geöffnet; er ist {folder}</translation>
    </message>
</context>
<context>
    <name>QueuePanel</name>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Tasks by state</source>
        <translation>Aufgaben nach Zustand</translation>
    </message>
    <message>
        <source>What is wrong with the filter</source>
        <translation>Was am Filter nicht stimmt</translation>
    </message>
    <message>
        <source>A filter has at most {most} characters, and this one {part}: shorten it.</source>
        <translation>Ein Filter hat höchstens {most} Zeichen, dieser hat {part}: Kürzen Sie ihn.</translation>
    </message>
    <message>
        <source>/{part}/ repeats a group, which can take for ever: repeat single characters instead.</source>
        <translation>/{part}/ wiederholt eine Gruppe, was ewig dauern kann: Wiederholen Sie stattdessen einzelne Zeichen.</translation>
    </message>
    <message>
        <source>/{part}/ can take for ever: use fewer of * + ? and |, or words with * between them.</source>
        <translation>/{part}/ kann ewig dauern: Nehmen Sie weniger von * + ? und | oder Wörter mit * dazwischen.</translation>
    </message>
    <message>
        <source>/{part} is not finished: end it with a slash, or leave the first one out. Until then nothing changes.</source>
        <translation>/{part} ist unfertig: Beenden Sie es mit einem Schrägstrich, oder lassen Sie den ersten weg. Bis dahin ändert sich nichts.</translation>
    </message>
    <message>
        <source>/{part}/ is no regular expression ({reason}): correct it, or leave the slashes out.</source>
        <translation>/{part}/ ist kein regulärer Ausdruck ({reason}): Berichtigen Sie ihn oder lassen Sie die Schrägstriche weg.</translation>
    </message>
    <message>
        <source>No task matches the filter “{filter}”.
Clear it (Esc) to see all tasks.</source>
        <translation>Keine Aufgabe passt zum Filter „{filter}“.
Leeren Sie ihn (Esc), um alle Aufgaben zu sehen.</translation>
    </message>
    <message>
        <source>No task matches the filter.
Clear it (Esc) to see all tasks.</source>
        <translation>Keine Aufgabe passt zum Filter.
Löschen Sie ihn (Esc), um alle zu sehen.</translation>
    </message>
    <message>
        <source>The list is empty.
Add a task (Ctrl+N) or load the demo queue from the File menu.</source>
        <translation>Die Liste ist leer.
Fügen Sie eine hinzu (Strg+N) oder laden Sie die Demo-Aufgaben aus dem Menü „Datei“.</translation>
    </message>
    <message>
        <source>“{name}” is queued, but hidden by the filter. Esc clears it.</source>
        <translation>„{name}“ ist eingereiht, aber durch den Filter verborgen. Esc löscht ihn.</translation>
    </message>
    <message>
        <source>Sort by # to reorder: only then are rows in the order in which they run.</source>
        <translation>Zum Umordnen nach # sortieren: Nur dann stehen die Zeilen in der Reihenfolge, in der sie laufen.</translation>
    </message>
    <message>
        <source>Sort by #</source>
        <translation>Nach # sortieren</translation>
    </message>
</context>
<context>
    <name>QueueView</name>
    <message>
        <source>Task queue</source>
        <translation>Warteschlange der Aufgaben</translation>
    </message>
    <message>
        <source>Columns of the queue</source>
        <translation>Spalten der Warteschlange</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s)</source>
        <translation>
            <numerusform>%n Aufgabe</numerusform>
            <numerusform>%n Aufgaben</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QueueWishes</name>
    <message>
        <source>This cannot be undone:</source>
        <translation>Das lässt sich nicht rückgängig machen:</translation>
    </message>
    <message>
        <source>Some of this cannot be undone:</source>
        <translation>Einiges davon lässt sich nicht rückgängig machen:</translation>
    </message>
    <message>
        <source>and {number} more</source>
        <translation>und {number} weitere</translation>
    </message>
</context>
<context>
    <name>QuitQuestion</name>
    <message>
        <source>What waits is kept for the next start, also what comes after these. If you stop them, those that may be repeated (rerunnable) start again then.</source>
        <translation>Was wartet, bleibt für den nächsten Start erhalten, auch was nach diesen kommt. Wenn Sie sie stoppen, beginnen die wiederholbaren (rerunnable) dann von vorn.</translation>
    </message>
    <message>
        <source>Do the same next time without asking (Reset layout asks again)</source>
        <translation>Nächstes Mal ohne Nachfrage ebenso („Anordnung zurücksetzen“ fragt wieder)</translation>
    </message>
    <message>
        <source>Keep working</source>
        <translation>Weiterarbeiten</translation>
    </message>
    <message>
        <source>Stop tasks and quit</source>
        <translation>Aufgaben stoppen und beenden</translation>
    </message>
    <message>
        <source>Quit and let them run</source>
        <translation>Beenden und weiterlaufen lassen</translation>
    </message>
</context>
<context>
    <name>RefusedKeys</name>
    <message>
        <source>Not possible now: {reason}.</source>
        <translation>Jetzt nicht möglich: {reason}.</translation>
    </message>
</context>
<context>
    <name>Removing</name>
    <message>
        <source>Removed 1 ended task from the list.</source>
        <translation>1 beendete Aufgabe aus der Liste entfernt.</translation>
    </message>
    <message>
        <source>Removed {count} ended tasks from the list.</source>
        <translation>{count} beendete Aufgaben aus der Liste entfernt.</translation>
    </message>
    <message>
        <source>Others that stay, too: {count}.</source>
        <translation>Weitere, die auch bleiben: {count}.</translation>
    </message>
</context>
<context>
    <name>ResourcesPanel</name>
    <message>
        <source>Resources</source>
        <translation>Ressourcen</translation>
    </message>
    <message>
        <source>Estimated: psutil is not installed</source>
        <translation>Geschätzt: psutil ist nicht installiert</translation>
    </message>
    <message>
        <source>How it is measured</source>
        <translation>Wie gemessen wird</translation>
    </message>
    <message>
        <source>Age of the last sample</source>
        <translation>Alter der letzten Messung</translation>
    </message>
    <message>
        <source>How far back the graphs go</source>
        <translation>Wie weit die Graphen zurückreichen</translation>
    </message>
    <message>
        <source>&amp;Graphs</source>
        <translation>Gr&amp;aphen</translation>
    </message>
    <message>
        <source>sampled {0}</source>
        <translation>gemessen {0}</translation>
    </message>
    <message>
        <source>limit {0} %</source>
        <translation>Grenze {0} %</translation>
    </message>
    <message>
        <source>throttled above {0} %, resumed at {1} %</source>
        <translation>gedrosselt über {0} %, fortgesetzt bei {1} %</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>keine Grenze</translation>
    </message>
    <message>
        <source>5 minutes</source>
        <translation>5 Minuten</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1 Stunde</translation>
    </message>
    <message>
        <source>6 hours</source>
        <translation>6 Stunden</translation>
    </message>
    <message>
        <source>24 hours</source>
        <translation>24 Stunden</translation>
    </message>
    <message>
        <source>Choose graphs</source>
        <translation>Graphen wählen</translation>
    </message>
    <message>
        <source>Graphs</source>
        <translation>Graphen</translation>
    </message>
    <message>
        <source>Choose which graphs are shown</source>
        <translation>Wählen, welche Graphen gezeigt werden</translation>
    </message>
    <message>
        <source>{number} cores</source>
        <translation>{number} Kerne</translation>
    </message>
    <message>
        <source>{used} of {all}</source>
        <translation>{used} von {all}</translation>
    </message>
</context>
<context>
    <name>Results</name>
    <message>
        <source>Compared with the run before.</source>
        <translation>Verglichen mit dem vorigen Lauf.</translation>
    </message>
    <message>
        <source>File / block</source>
        <translation>Datei / Block</translation>
    </message>
    <message>
        <source>Complexity</source>
        <translation>Komplexität</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>Maintainability</source>
        <translation>Wartbarkeit</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Assessment</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <source>partly assessed: {reason}</source>
        <translation>teilweise bewertet: {reason}</translation>
    </message>
    <message>
        <source>not assessed: {reason}</source>
        <translation>nicht bewertet: {reason}</translation>
    </message>
    <message>
        <source>new</source>
        <translation>neu</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Widgets</source>
        <translation>Widgets</translation>
    </message>
    <message>
        <source>Blank</source>
        <translation>Leer</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Windows</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Seen</source>
        <translation>Beobachtet</translation>
    </message>
    <message>
        <source>after {seconds} s</source>
        <translation>nach {seconds} s</translation>
    </message>
    <message>
        <source>The event loop was entered</source>
        <translation>Die Ereignisschleife wurde betreten</translation>
    </message>
    <message>
        <source>A window was shown</source>
        <translation>Ein Fenster wurde gezeigt</translation>
    </message>
    <message>
        <source>No exception was left uncaught</source>
        <translation>Keine Ausnahme blieb unbehandelt</translation>
    </message>
    <message>
        <source>The event loop did not hang</source>
        <translation>Die Ereignisschleife hing nicht</translation>
    </message>
    <message>
        <source>It was never held up</source>
        <translation>Sie wurde nie aufgehalten</translation>
    </message>
    <message>
        <source>All windows were closed</source>
        <translation>Alle Fenster wurden geschlossen</translation>
    </message>
    <message>
        <source>The script ended</source>
        <translation>Das Skript endete</translation>
    </message>
    <message>
        <source>exit code {code}</source>
        <translation>Exit-Code {code}</translation>
    </message>
    <message>
        <source>✓ good</source>
        <translation>✓ gut</translation>
    </message>
    <message>
        <source>✗ bad</source>
        <translation>✗ schlecht</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>Befund</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
    <message>
        <source>Artefact</source>
        <translation>Erzeugnis</translation>
    </message>
    <message>
        <source>Artefacts</source>
        <translation>Erzeugnisse</translation>
    </message>
    <message>
        <source>Double-click to open the file.</source>
        <translation>Doppelklick öffnet die Datei.</translation>
    </message>
    <message>
        <source>Milestone</source>
        <translation>Meilenstein</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>Fällig</translation>
    </message>
    <message>
        <source>%</source>
        <translation>%</translation>
    </message>
    <message>
        <source>Standing</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Erledigt</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Laufend</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartend</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Gescheitert</translation>
    </message>
    <message>
        <source>Blocked by</source>
        <translation>Aufgehalten von</translation>
    </message>
    <message>
        <source>Milestones</source>
        <translation>Meilensteine</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Cores</source>
        <translation>Kerne</translation>
    </message>
    <message>
        <source>Memory, MiB</source>
        <translation>Speicher, MiB</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Prozess</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Datenträger</translation>
    </message>
    <message>
        <source>Used, %</source>
        <translation>Belegt, %</translation>
    </message>
    <message>
        <source>Free, MiB</source>
        <translation>Frei, MiB</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Volumes</source>
        <translation>Datenträger</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Resource</source>
        <translation>Ressource</translation>
    </message>
    <message>
        <source>Declared</source>
        <translation>Angegeben</translation>
    </message>
    <message>
        <source>Peak</source>
        <translation>Spitze</translation>
    </message>
    <message>
        <source>Better</source>
        <translation>Besser</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Advice</source>
        <translation>Rat</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Advice on requirements</source>
        <translation>Rat zum Bedarf</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Regel</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>Entscheidung</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>Next due</source>
        <translation>Nächste Fälligkeit</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>Entscheidungen</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>Messreihe</translation>
    </message>
    <message>
        <source>All runs of this simulation.</source>
        <translation>Alle Läufe dieser Simulation.</translation>
    </message>
</context>
<context>
    <name>ResultsPanel</name>
    <message>
        <source>Summary of the result</source>
        <translation>Zusammenfassung des Ergebnisses</translation>
    </message>
    <message>
        <source>Part of the result</source>
        <translation>Teil des Ergebnisses</translation>
    </message>
    <message>
        <source>Find in the result</source>
        <translation>Im Ergebnis suchen</translation>
    </message>
    <message>
        <source>Note on this part of the result</source>
        <translation>Hinweis zu diesem Teil des Ergebnisses</translation>
    </message>
    <message>
        <source>Select a task that has ended to see what it brought.</source>
        <translation>Wählen Sie eine beendete Aufgabe aus, um zu sehen, was sie erbracht hat.</translation>
    </message>
    <message>
        <source>Rows of the result</source>
        <translation>Zeilen des Ergebnisses</translation>
    </message>
    <message>
        <source>Columns of the result</source>
        <translation>Spalten des Ergebnisses</translation>
    </message>
    <message>
        <source>The task brought a summary only: no findings, no files.</source>
        <translation>Die Aufgabe erbrachte nur eine Zusammenfassung: keine Befunde, keine Dateien.</translation>
    </message>
    <message>
        <source>The first {count} rows are shown.</source>
        <translation>Gezeigt sind die ersten {count} Zeilen.</translation>
    </message>
    <message>
        <source>&amp;Ignore with a reason…</source>
        <translation>Mit Begründung &amp;ignorieren…</translation>
    </message>
</context>
<context>
    <name>ResultsParts</name>
    <message>
        <source>What a task brought stands here: grades, plots, test reports, charts, files.
Select a task that has ended.</source>
        <translation>Hier steht, was eine Aufgabe gebracht hat: Noten, Kurven, Testberichte, Zeitpläne, Dateien.
Wählen Sie dazu eine Aufgabe, die beendet ist.</translation>
    </message>
    <message>
        <source>The task has not ended yet: its results are shown here then.</source>
        <translation>Die Aufgabe ist noch nicht beendet: Dann stehen hier ihre Ergebnisse.</translation>
    </message>
    <message>
        <source>The task left no run folder.</source>
        <translation>Die Aufgabe hat keinen Laufordner hinterlassen.</translation>
    </message>
    <message>
        <source>The result cannot be shown: {reason}</source>
        <translation>Das Ergebnis lässt sich nicht zeigen: {reason}</translation>
    </message>
    <message>
        <source>{path} is not there any more.</source>
        <translation>{path} ist nicht mehr da.</translation>
    </message>
    <message>
        <source>No program opened {path}: choose one for such files in your desktop&apos;s settings.</source>
        <translation>Kein Programm hat {path} geöffnet: Wählen Sie eines für solche Dateien in den Einstellungen Ihrer Arbeitsumgebung.</translation>
    </message>
    <message>
        <source>Opened {path}: look at line {line}.</source>
        <translation>{path} geöffnet: Sehen Sie in Zeile {line} nach.</translation>
    </message>
</context>
<context>
    <name>RoleCircles</name>
    <message>
        <source>{role} (“{task}” waits for {file} of “{holder}”)</source>
        <translation>{role} („{task}“ wartet auf {file} von „{holder}“)</translation>
    </message>
</context>
<context>
    <name>RoleCommands</name>
    <message>
        <source>{role} paused until {time}, then work goes on by itself.</source>
        <translation>{role} pausiert bis {time}, dann geht die Arbeit von selbst weiter.</translation>
    </message>
    <message>
        <source>{role} held until {time}: nothing new starts before.</source>
        <translation>{role} zurückgehalten bis {time}: Vorher startet nichts Neues.</translation>
    </message>
    <message>
        <source>{role} kept going until {time}, whatever is measured.</source>
        <translation>{role} läuft bis {time} weiter, was auch gemessen wird.</translation>
    </message>
    <message>
        <source>{} is not loaded, so its options are not known.</source>
        <translation>{} ist nicht geladen, daher sind ihre Optionen nicht bekannt.</translation>
    </message>
    <message numerus="yes">
        <source>%n roles</source>
        <translation>
            <numerusform>%n Rolle</numerusform>
            <numerusform>%n Rollen</numerusform>
        </translation>
    </message>
    <message>
        <source>Select a role first.</source>
        <translation>Wählen Sie erst eine Rolle aus.</translation>
    </message>
</context>
<context>
    <name>RoleModel</name>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Uses</source>
        <translation>Nutzt</translation>
    </message>
    <message>
        <source>Prio</source>
        <translation>Prio</translation>
    </message>
    <message>
        <source>The role, and how many of its tasks run, stand still and are queued</source>
        <translation>Die Rolle und wie viele ihrer Aufgaben laufen, stillstehen und eingereiht sind</translation>
    </message>
    <message>
        <source>What the role may do, and until when if that ends by itself</source>
        <translation>Was die Rolle darf, und bis wann, wenn das von selbst endet</translation>
    </message>
    <message>
        <source>Processor cores and memory that its running tasks use together</source>
        <translation>Prozessorkerne und Speicher, die ihre laufenden Aufgaben zusammen nutzen</translation>
    </message>
    <message>
        <source>Priority from 1 to 10, higher first. Double-click or F2 to change it.</source>
        <translation>Priorität von 1 bis 10, höhere zuerst. Ändern mit Doppelklick oder F2.</translation>
    </message>
    <message>
        <source>{} cores</source>
        <translation>{} Kerne</translation>
    </message>
</context>
<context>
    <name>RoleOptionsDialog</name>
    <message>
        <source>Options of {}</source>
        <translation>Optionen von {}</translation>
    </message>
    <message>
        <source>&amp;Apply</source>
        <translation>&amp;Anwenden</translation>
    </message>
    <message>
        <source>&amp;OK</source>
        <translation>&amp;OK</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>A&amp;bbrechen</translation>
    </message>
    <message>
        <source>All &amp;defaults</source>
        <translation>Alles auf &amp;Vorgabe</translation>
    </message>
    <message>
        <source>Discard what you have entered?</source>
        <translation>Eingaben verwerfen?</translation>
    </message>
    <message>
        <source>Discard what you have entered? It is not saved yet.</source>
        <translation>Eingaben verwerfen? Sie sind noch nicht gespeichert.</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Go on editing</source>
        <translation>Weiter bearbeiten</translation>
    </message>
    <message>
        <source>In force now is priority {}, which was set in the list of roles.</source>
        <translation>Zurzeit gilt Priorität {}, gesetzt in der Liste der Rollen.</translation>
    </message>
    <message>
        <source>Changes are saved in {}, and in force at once.</source>
        <translation>Änderungen werden in {} gespeichert und wirken sofort.</translation>
    </message>
</context>
<context>
    <name>RoleTexts</name>
    <message>
        <source>all stands still</source>
        <translation>alles steht still</translation>
    </message>
    <message>
        <source>{role}: paused by you {at}{until}; what ran stands still.</source>
        <translation>{role}: von Ihnen pausiert {at}{until}; was lief, steht still.</translation>
    </message>
    <message>
        <source>{role}: held by you {at}{until}; what runs goes on, nothing new starts.</source>
        <translation>{role}: von Ihnen zurückgehalten {at}{until}; Laufendes geht weiter, nichts Neues startet.</translation>
    </message>
    <message>
        <source>{role}: kept going by you since {at}{until}, whatever is measured.</source>
        <translation>{role}: läuft auf Ihren Wunsch weiter seit {at}{until}, was auch gemessen wird.</translation>
    </message>
    <message>
        <source> until you resume it</source>
        <translation>, bis Sie sie fortsetzen</translation>
    </message>
    <message>
        <source> until you hand it back</source>
        <translation>, bis Sie sie zurückgeben</translation>
    </message>
    <message>
        <source>for processor</source>
        <translation>auf Prozessor</translation>
    </message>
    <message>
        <source>for memory</source>
        <translation>auf Speicher</translation>
    </message>
    <message>
        <source>for disk room</source>
        <translation>auf Platz</translation>
    </message>
    <message>
        <source>for a free slot</source>
        <translation>auf freien Platz</translation>
    </message>
    <message>
        <source>for one of its tasks to end</source>
        <translation>auf das Ende einer ihrer Aufgaben</translation>
    </message>
    <message>
        <source>for free disk space</source>
        <translation>auf freien Plattenplatz</translation>
    </message>
    <message>
        <source>for a measurement</source>
        <translation>auf eine Messung</translation>
    </message>
    <message>
        <source>{} running</source>
        <translation>{} laufend</translation>
    </message>
    <message>
        <source>{} suspended</source>
        <translation>{} angehalten</translation>
    </message>
    <message>
        <source>{} queued</source>
        <translation>{} eingereiht</translation>
    </message>
    <message>
        <source>no tasks</source>
        <translation>keine Aufgaben</translation>
    </message>
    <message>
        <source> until {}</source>
        <translation> bis {}</translation>
    </message>
    <message>
        <source>by you{}</source>
        <translation>von Ihnen{}</translation>
    </message>
    <message>
        <source>ends by {}</source>
        <translation>endet bis {}</translation>
    </message>
    <message>
        <source>{role}: {state} {at}: {cause}.</source>
        <translation>{role}: {state} {at}: {cause}.</translation>
    </message>
    <message>
        <source>{role}: {state} since {at}</source>
        <translation>{role}: {state} seit {at}</translation>
    </message>
    <message>
        <source>{}, by you.</source>
        <translation>{}, von Ihnen.</translation>
    </message>
    <message>
        <source>{sentence}. What comes next waits: {why}.</source>
        <translation>{sentence}. Die nächste wartet: {why}.</translation>
    </message>
    <message>
        <source>Resumes at {limit} % or below for {lasting}</source>
        <translation>Geht weiter bei {limit} % oder weniger während {lasting}</translation>
    </message>
    <message>
        <source>{ends}, at the latest {time}.</source>
        <translation>{ends}, spätestens {time}.</translation>
    </message>
    <message>
        <source>It has never been lower since the start: raise the limit if that is usual.</source>
        <translation>Niedriger war es seit dem Start nie: Heben Sie die Grenze an, wenn das üblich ist.</translation>
    </message>
</context>
<context>
    <name>RolesPanel</name>
    <message>
        <source>No roles are configured.</source>
        <translation>Keine Rollen sind eingerichtet.</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>Rollen</translation>
    </message>
    <message>
        <source>Columns of the roles</source>
        <translation>Spalten der Rollen</translation>
    </message>
    <message>
        <source>Last decision about the role</source>
        <translation>Letzte Entscheidung über die Rolle</translation>
    </message>
    <message>
        <source>Select a role to see the last decision about it.</source>
        <translation>Wählen Sie eine Rolle aus, um die letzte Entscheidung über sie zu sehen.</translation>
    </message>
</context>
<context>
    <name>RunColumns</name>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>How the task ended</source>
        <translation>Wie die Aufgabe endete</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>The task&apos;s name</source>
        <translation>Der Name der Aufgabe</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>The role that did the work</source>
        <translation>Die Rolle, die die Arbeit machte</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Gestartet</translation>
    </message>
    <message>
        <source>When the last attempt started</source>
        <translation>Wann der letzte Versuch begann</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Running time, without the time it was suspended</source>
        <translation>Laufzeit ohne die Zeit, in der sie angehalten war</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>How often the task was started</source>
        <translation>Wie oft die Aufgabe gestartet wurde</translation>
    </message>
    <message>
        <source>Exit</source>
        <translation>Exit</translation>
    </message>
    <message>
        <source>The exit code of the process</source>
        <translation>Der Exit-Code des Prozesses</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>The most processor cores that were seen in use</source>
        <translation>Die meisten Prozessorkerne, die in Gebrauch gesehen wurden</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>The most memory of the whole process tree</source>
        <translation>Der meiste Speicher des gesamten Prozessbaums</translation>
    </message>
    <message>
        <source>Reason / result</source>
        <translation>Grund / Ergebnis</translation>
    </message>
    <message>
        <source>Why it failed, or what it brought</source>
        <translation>Warum sie scheiterte oder was sie erbrachte</translation>
    </message>
</context>
<context>
    <name>RunDialog</name>
    <message>
        <source>Attempts of a task</source>
        <translation>Versuche einer Aufgabe</translation>
    </message>
    <message>
        <source>Attempts of “{name}”</source>
        <translation>Versuche von „{name}“</translation>
    </message>
    <message>
        <source>What is known of the attempt</source>
        <translation>Was über den Versuch bekannt ist</translation>
    </message>
    <message>
        <source>News</source>
        <translation>Neuigkeiten</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Open run &amp;folder</source>
        <translation>Lauf&amp;ordner öffnen</translation>
    </message>
    <message>
        <source>Open run folder</source>
        <translation>Laufordner öffnen</translation>
    </message>
    <message>
        <source>Attempts, the newest first</source>
        <translation>Versuche, der neueste zuerst</translation>
    </message>
    <message>
        <source>Columns of the attempts</source>
        <translation>Spalten der Versuche</translation>
    </message>
    <message>
        <source>The run folder is not there any more: see output.keep_days and output.keep_gb.</source>
        <translation>Der Laufordner ist nicht mehr da: siehe output.keep_days und output.keep_gb.</translation>
    </message>
    <message>
        <source>No file manager opened the run folder; it is {folder}</source>
        <translation>Kein Dateimanager hat den Laufordner geöffnet; er ist {folder}</translation>
    </message>
</context>
<context>
    <name>RunFacts</name>
    <message>
        <source>{cores} cores, {memory}</source>
        <translation>{cores} Kerne, {memory}</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Kennung</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>Eingereiht</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Gestartet</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Waited, throttled</source>
        <translation>Gewartet, gedrosselt</translation>
    </message>
    <message>
        <source>Peak</source>
        <translation>Spitze</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>nicht gemessen</translation>
    </message>
    <message>
        <source>Ended with</source>
        <translation>Endete mit</translation>
    </message>
</context>
<context>
    <name>RunningLogs</name>
    <message>
        <source>Output of all running tasks</source>
        <translation>Ausgabe aller laufenden Aufgaben</translation>
    </message>
    <message>
        <source>No task runs. What running tasks write appears here.</source>
        <translation>Keine Aufgabe läuft. Was laufende Aufgaben schreiben, erscheint hier.</translation>
    </message>
</context>
<context>
    <name>SecretsQuestion</name>
    <message>
        <source>Save values that may be secrets?</source>
        <translation>Werte speichern, die geheim sein können?</translation>
    </message>
    <message>
        <source>Variables of the queued tasks are called like a secret, or hold an address with a password. Without their values the tasks can be opened again only once you have written them into the file.</source>
        <translation>Variablen der wartenden Aufgaben heißen wie ein Geheimnis oder enthalten eine Adresse mit Passwort. Ohne ihre Werte lassen sich die Aufgaben erst wieder öffnen, wenn Sie diese in die Datei eingetragen haben.</translation>
    </message>
    <message>
        <source>Save without these values</source>
        <translation>Ohne diese Werte speichern</translation>
    </message>
    <message>
        <source>Save with these values</source>
        <translation>Mit diesen Werten speichern</translation>
    </message>
    <message>
        <source>Save nothing</source>
        <translation>Nichts speichern</translation>
    </message>
</context>
<context>
    <name>SettingRow</name>
    <message>
        <source>Unit of {}</source>
        <translation>Einheit von {}</translation>
    </message>
    <message>
        <source>{}: enter a value</source>
        <translation>{}: Geben Sie einen Wert ein</translation>
    </message>
    <message>
        <source>On</source>
        <translation>An</translation>
    </message>
    <message>
        <source>Default of {}</source>
        <translation>Vorgabe von {}</translation>
    </message>
    <message>
        <source>What is wrong with {}</source>
        <translation>Was an {} nicht stimmt</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>{} (changed)</source>
        <translation>{} (geändert)</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Search settings</source>
        <translation>Einstellungen suchen</translation>
    </message>
    <message>
        <source>Search settings by name, key or meaning</source>
        <translation>Nach Name, Schlüssel oder Bedeutung suchen</translation>
    </message>
    <message>
        <source>Groups of settings</source>
        <translation>Gruppen der Einstellungen</translation>
    </message>
    <message>
        <source>Only what is &amp;not the default</source>
        <translation>Nur was &amp;nicht Vorgabe ist</translation>
    </message>
    <message>
        <source>Only what is set</source>
        <translation>Nur Gesetztes</translation>
    </message>
    <message>
        <source>Changes are saved in {file}</source>
        <translation>Änderungen werden in {file} gespeichert</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>&amp;OK</source>
        <translation>&amp;OK</translation>
    </message>
    <message>
        <source>&amp;Apply</source>
        <translation>&amp;Anwenden</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>A&amp;bbrechen</translation>
    </message>
    <message>
        <source>No setting is called so.</source>
        <translation>Keine Einstellung heißt so.</translation>
    </message>
</context>
<context>
    <name>SettingsEditor</name>
    <message>
        <source>What is wrong</source>
        <translation>Was nicht stimmt</translation>
    </message>
    <message>
        <source>What became of the file</source>
        <translation>Was aus der Datei wurde</translation>
    </message>
    <message>
        <source>&amp;Reload</source>
        <translation>&amp;Neu laden</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>Neu laden</translation>
    </message>
    <message>
        <source>&amp;Keep mine</source>
        <translation>&amp;Meine behalten</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>Meine behalten</translation>
    </message>
    <message>
        <source>{name} cannot be used as it is. Put it right, then it can be edited here:
{problems}</source>
        <translation>{name} ist so nicht brauchbar. Berichtigen Sie die Datei, dann lässt sie sich hier bearbeiten:
{problems}</translation>
    </message>
    <message>
        <source>{} was changed on the disk and is shown as it is now.</source>
        <translation>{} wurde auf dem Datenträger geändert und ist so gezeigt, wie sie jetzt ist.</translation>
    </message>
    <message>
        <source>{} was changed on the disk while you were editing.</source>
        <translation>{} wurde auf dem Datenträger geändert, während Sie sie bearbeiteten.</translation>
    </message>
    <message>
        <source>It cannot be used as it is:</source>
        <translation>So ist sie nicht brauchbar:</translation>
    </message>
    <message>
        <source>Show what is in the file now; what you have entered is lost</source>
        <translation>Zeigen, was jetzt in der Datei steht; Ihre Eingaben gehen verloren</translation>
    </message>
    <message>
        <source>Keep what you have entered; everything else follows the file</source>
        <translation>Ihre Eingaben behalten; alles andere richtet sich nach der Datei</translation>
    </message>
</context>
<context>
    <name>SeveralDialog</name>
    <message numerus="yes">
        <source>Edit %n tasks</source>
        <translation>
            <numerusform>%n Aufgabe bearbeiten</numerusform>
            <numerusform>%n Aufgaben bearbeiten</numerusform>
        </translation>
    </message>
    <message>
        <source>What is wrong with the changes</source>
        <translation>Was an den Änderungen nicht stimmt</translation>
    </message>
    <message>
        <source>as it is with each task</source>
        <translation>wie bei jeder Aufgabe</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
</context>
<context>
    <name>StatisticsColumns</name>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>How many tasks have ended, however they did</source>
        <translation>Wie viele Aufgaben geendet haben, wie auch immer</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Gescheitert</translation>
    </message>
    <message>
        <source>Failed, timed out or lost</source>
        <translation>Gescheitert, Zeitlimit oder verloren</translation>
    </message>
    <message>
        <source>Failed %</source>
        <translation>Gescheitert %</translation>
    </message>
    <message>
        <source>Share of failed ones among those that were not cancelled</source>
        <translation>Anteil der gescheiterten an denen, die nicht abgebrochen wurden</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Cancelled by the operator, or with what they came after</source>
        <translation>Vom Bediener abgebrochen oder mit dem, worauf sie folgten</translation>
    </message>
    <message>
        <source>Median</source>
        <translation>Median</translation>
    </message>
    <message>
        <source>Half of the runs took no longer than this</source>
        <translation>Die Hälfte der Läufe dauerte nicht länger</translation>
    </message>
    <message>
        <source>95 %</source>
        <translation>95 %</translation>
    </message>
    <message>
        <source>95 of 100 runs took no longer than this</source>
        <translation>95 von 100 Läufen dauerten nicht länger</translation>
    </message>
    <message>
        <source>Waited, throttled</source>
        <translation>Gewartet, gedrosselt</translation>
    </message>
    <message>
        <source>How long tasks waited in all because their role was throttled</source>
        <translation>Wie lange Aufgaben insgesamt warteten, weil ihre Rolle gedrosselt war</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>How long running tasks stood still in all</source>
        <translation>Wie lange laufende Aufgaben insgesamt stillstanden</translation>
    </message>
</context>
<context>
    <name>StatisticsModel</name>
    <message>
        <source>Role or kind of task</source>
        <translation>Rolle oder Art der Aufgabe</translation>
    </message>
</context>
<context>
    <name>StatusFacts</name>
    <message>
        <source>Scheduler: not connected</source>
        <translation>Planer: nicht verbunden</translation>
    </message>
    <message>
        <source>Scheduler</source>
        <translation>Planer</translation>
    </message>
    <message>
        <source>Tasks by state</source>
        <translation>Aufgaben nach Zustand</translation>
    </message>
    <message>
        <source>not sampled yet</source>
        <translation>noch nicht gemessen</translation>
    </message>
    <message>
        <source>Age of the last sample</source>
        <translation>Alter der letzten Messung</translation>
    </message>
    <message>
        <source>sampled {time}</source>
        <translation>gemessen {time}</translation>
    </message>
    <message>
        <source>Scheduler: {state}</source>
        <translation>Planer: {state}</translation>
    </message>
    <message>
        <source>nothing to do</source>
        <translation>nichts zu tun</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>gestoppt</translation>
    </message>
    <message>
        <source>throttled</source>
        <translation>gedrosselt</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
</context>
<context>
    <name>Suggestion</name>
    <message>
        <source>What was measured</source>
        <translation>Was gemessen wurde</translation>
    </message>
    <message>
        <source>&amp;Use</source>
        <translation>&amp;Übernehmen</translation>
    </message>
    <message>
        <source>Use what was measured</source>
        <translation>Gemessenes übernehmen</translation>
    </message>
    <message>
        <source>No task like this was measured yet: its role&apos;s requirement counts.</source>
        <translation>Keine Aufgabe wie diese wurde bisher gemessen: Es gilt der Bedarf ihrer Rolle.</translation>
    </message>
    <message>
        <source>{cores} cores, {memory} ({source})</source>
        <translation>{cores} Kerne, {memory} ({source})</translation>
    </message>
</context>
<context>
    <name>SweepPlot</name>
    <message>
        <source>Parameter from left to right</source>
        <translation>Parameter von links nach rechts</translation>
    </message>
    <message>
        <source>Metric from bottom to top</source>
        <translation>Messgröße von unten nach oben</translation>
    </message>
    <message>
        <source>Plot of the sweep</source>
        <translation>Diagramm der Messreihe</translation>
    </message>
    <message>
        <source>over</source>
        <translation>über</translation>
    </message>
    <message>
        <source>{count} runs: {up} over {across}</source>
        <translation>{count} Läufe: {up} über {across}</translation>
    </message>
</context>
<context>
    <name>Tables</name>
    <message>
        <source>&amp;Add task…</source>
        <translation>Aufgabe &amp;hinzufügen…</translation>
    </message>
    <message>
        <source>Describe a task and queue it</source>
        <translation>Eine Aufgabe beschreiben und einreihen</translation>
    </message>
    <message>
        <source>&amp;Open task file…</source>
        <translation>Aufgabendatei ö&amp;ffnen…</translation>
    </message>
    <message>
        <source>Queue all tasks of a file of JSON lines, or none if one is wrong</source>
        <translation>Alle Aufgaben einer Datei mit JSON-Zeilen einreihen, oder keine, wenn eine fehlerhaft ist</translation>
    </message>
    <message>
        <source>&amp;Save queue as…</source>
        <translation>Warteschlange &amp;speichern unter…</translation>
    </message>
    <message>
        <source>Write the queued tasks into a file of JSON lines</source>
        <translation>Die eingereihten Aufgaben als JSON-Zeilen in eine Datei schreiben</translation>
    </message>
    <message>
        <source>Export &amp;history…</source>
        <translation>&amp;Verlauf exportieren…</translation>
    </message>
    <message>
        <source>Write the runs that the history shows into a file</source>
        <translation>Die Läufe, die der Verlauf zeigt, in eine Datei schreiben</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Load &amp;demo queue</source>
        <translation>&amp;Demo-Aufgaben laden</translation>
    </message>
    <message>
        <source>Queue one example of each role</source>
        <translation>Ein Beispiel für jede Rolle einreihen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>Close the window; asks if tasks run</source>
        <translation>Das Fenster schließen; fragt nach, wenn Aufgaben laufen</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>Undo the last edit of the queue</source>
        <translation>Die letzte Änderung der Warteschlange rückgängig machen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederherstellen</translation>
    </message>
    <message>
        <source>Do again what was undone last</source>
        <translation>Das zuletzt rückgängig Gemachte wiederherstellen</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>&amp;Edit task…</source>
        <translation>Aufgabe &amp;bearbeiten…</translation>
    </message>
    <message>
        <source>Change the selected queued task, or several at once</source>
        <translation>Die ausgewählte eingereihte Aufgabe ändern, oder mehrere zugleich</translation>
    </message>
    <message>
        <source>&amp;Duplicate task…</source>
        <translation>Aufgabe &amp;duplizieren…</translation>
    </message>
    <message>
        <source>Queue another task like the selected one</source>
        <translation>Eine weitere Aufgabe wie die ausgewählte einreihen</translation>
    </message>
    <message>
        <source>&amp;Filter tasks</source>
        <translation>Aufgaben &amp;filtern</translation>
    </message>
    <message>
        <source>Go to the filter box</source>
        <translation>Zum Filterfeld springen</translation>
    </message>
    <message>
        <source>&amp;Clear filter</source>
        <translation>Filter &amp;löschen</translation>
    </message>
    <message>
        <source>Show all tasks again</source>
        <translation>Wieder alle Aufgaben zeigen</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>&amp;Einstellungen…</translation>
    </message>
    <message>
        <source>Everything that can be set</source>
        <translation>Alles, was sich einstellen lässt</translation>
    </message>
    <message>
        <source>&amp;Pause or resume</source>
        <translation>&amp;Pausieren oder fortsetzen</translation>
    </message>
    <message>
        <source>Hold the selected tasks, or let held ones go on</source>
        <translation>Die ausgewählten Aufgaben anhalten oder angehaltene weiterlaufen lassen</translation>
    </message>
    <message>
        <source>&amp;Retry</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Queue the selected ended tasks again</source>
        <translation>Die ausgewählten beendeten Aufgaben erneut einreihen</translation>
    </message>
    <message>
        <source>Retry all &amp;failed</source>
        <translation>Alle &amp;gescheiterten wiederholen</translation>
    </message>
    <message>
        <source>Queue every failed task again</source>
        <translation>Jede gescheiterte Aufgabe erneut einreihen</translation>
    </message>
    <message>
        <source>&amp;Cancel or remove</source>
        <translation>&amp;Abbrechen oder entfernen</translation>
    </message>
    <message>
        <source>Cancel the selected tasks; remove those that have ended</source>
        <translation>Die ausgewählten Aufgaben abbrechen; beendete entfernen</translation>
    </message>
    <message>
        <source>Remove all &amp;ended</source>
        <translation>Alle &amp;beendeten entfernen</translation>
    </message>
    <message>
        <source>Take every ended task off the list</source>
        <translation>Jede beendete Aufgabe aus der Liste nehmen</translation>
    </message>
    <message>
        <source>Move &amp;up</source>
        <translation>Nach &amp;oben</translation>
    </message>
    <message>
        <source>One place up in the role&apos;s queue</source>
        <translation>Einen Platz nach oben in der Warteschlange der Rolle</translation>
    </message>
    <message>
        <source>Move &amp;down</source>
        <translation>Nach &amp;unten</translation>
    </message>
    <message>
        <source>One place down in the role&apos;s queue</source>
        <translation>Einen Platz nach unten in der Warteschlange der Rolle</translation>
    </message>
    <message>
        <source>Move to &amp;top</source>
        <translation>An den An&amp;fang</translation>
    </message>
    <message>
        <source>First in the role&apos;s queue</source>
        <translation>An die erste Stelle in der Warteschlange der Rolle</translation>
    </message>
    <message>
        <source>Move to &amp;bottom</source>
        <translation>Ans &amp;Ende</translation>
    </message>
    <message>
        <source>Last in the role&apos;s queue</source>
        <translation>An die letzte Stelle in der Warteschlange der Rolle</translation>
    </message>
    <message>
        <source>Move to positio&amp;n…</source>
        <translation>An Positio&amp;n…</translation>
    </message>
    <message>
        <source>To a given place in the role&apos;s queue</source>
        <translation>An eine bestimmte Stelle in der Warteschlange der Rolle</translation>
    </message>
    <message>
        <source>Ra&amp;ise priority</source>
        <translation>Priorität er&amp;höhen</translation>
    </message>
    <message>
        <source>low to normal, normal to high</source>
        <translation>von niedrig auf normal, von normal auf hoch</translation>
    </message>
    <message>
        <source>&amp;Lower priority</source>
        <translation>Priorität &amp;senken</translation>
    </message>
    <message>
        <source>high to normal, normal to low</source>
        <translation>von hoch auf normal, von normal auf niedrig</translation>
    </message>
    <message>
        <source>&amp;Show details</source>
        <translation>&amp;Details zeigen</translation>
    </message>
    <message>
        <source>Show everything that is known of the task</source>
        <translation>Alles zeigen, was über die Aufgabe bekannt ist</translation>
    </message>
    <message>
        <source>&amp;Go to blocker</source>
        <translation>&amp;Zum Hindernis</translation>
    </message>
    <message>
        <source>Select the task that the selected one waits for</source>
        <translation>Die Aufgabe auswählen, auf die die ausgewählte wartet</translation>
    </message>
    <message>
        <source>Sho&amp;w all attempts…</source>
        <translation>Alle &amp;Versuche zeigen…</translation>
    </message>
    <message>
        <source>All attempts of the run that is selected in the history</source>
        <translation>Alle Versuche des Laufs, der im Verlauf ausgewählt ist</translation>
    </message>
    <message>
        <source>Run &amp;again</source>
        <translation>Noch&amp;mals ausführen</translation>
    </message>
    <message>
        <source>Queue the tasks of the runs that are selected in the history</source>
        <translation>Die Aufgaben der Läufe einreihen, die im Verlauf ausgewählt sind</translation>
    </message>
    <message>
        <source>Open run f&amp;older</source>
        <translation>&amp;Laufordner öffnen</translation>
    </message>
    <message>
        <source>Open the folder of the newest attempt</source>
        <translation>Den Ordner des neuesten Versuchs öffnen</translation>
    </message>
    <message>
        <source>Go to task of the lock</source>
        <translation>Zur Aufgabe der Sperre</translation>
    </message>
    <message>
        <source>Select the task of the row in Locks</source>
        <translation>Die Aufgabe der Zeile unter „Sperren“ auswählen</translation>
    </message>
    <message>
        <source>Cancel holder of the lock…</source>
        <translation>Inhaber der Sperre abbrechen…</translation>
    </message>
    <message>
        <source>Cancel the task that holds the file in Locks</source>
        <translation>Die Aufgabe abbrechen, die die Datei unter „Sperren“ hält</translation>
    </message>
    <message>
        <source>Release a stale lease…</source>
        <translation>Verwaiste Reservierung lösen…</translation>
    </message>
    <message>
        <source>End the lease in Locks of a program that has ended without telling</source>
        <translation>Die Reservierung eines Programms beenden, das ohne Abmeldung geendet hat</translation>
    </message>
    <message>
        <source>Copy path of the lock</source>
        <translation>Pfad der Sperre kopieren</translation>
    </message>
    <message>
        <source>Copy the path of the file in Locks</source>
        <translation>Den Pfad der Datei unter „Sperren“ kopieren</translation>
    </message>
    <message>
        <source>&amp;Start role</source>
        <translation>Rolle &amp;starten</translation>
    </message>
    <message>
        <source>Work on the selected role&apos;s queue</source>
        <translation>Die Warteschlange der ausgewählten Rolle abarbeiten</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>S&amp;top role</source>
        <translation>Rolle s&amp;toppen</translation>
    </message>
    <message>
        <source>End the selected role&apos;s tasks and keep its queue</source>
        <translation>Die Aufgaben der ausgewählten Rolle beenden und ihre Warteschlange behalten</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stoppen</translation>
    </message>
    <message>
        <source>&amp;Pause or resume role</source>
        <translation>Rolle &amp;pausieren oder fortsetzen</translation>
    </message>
    <message>
        <source>Suspend the selected role, or let it go on</source>
        <translation>Die ausgewählte Rolle anhalten oder weiterlaufen lassen</translation>
    </message>
    <message>
        <source>Pause / resume</source>
        <translation>Pause / weiter</translation>
    </message>
    <message>
        <source>&amp;Hold role</source>
        <translation>Rolle zurück&amp;halten</translation>
    </message>
    <message>
        <source>Start nothing new of the selected role; what runs goes on</source>
        <translation>Nichts Neues von der ausgewählten Rolle starten; Laufendes geht weiter</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>Zurückhalten</translation>
    </message>
    <message>
        <source>Hand role &amp;back</source>
        <translation>Rolle zurückge&amp;ben</translation>
    </message>
    <message>
        <source>Let the scheduler alone decide about the selected role again</source>
        <translation>Über die ausgewählte Rolle wieder allein den Planer entscheiden lassen</translation>
    </message>
    <message>
        <source>Hand back</source>
        <translation>Zurückgeben</translation>
    </message>
    <message>
        <source>Role opt&amp;ions…</source>
        <translation>Rollenopt&amp;ionen…</translation>
    </message>
    <message>
        <source>What can be set for the selected role: priority, needs and options</source>
        <translation>Was sich für die ausgewählte Rolle einstellen lässt: Priorität, Bedarf und Optionen</translation>
    </message>
    <message>
        <source>Options…</source>
        <translation>Optionen…</translation>
    </message>
    <message>
        <source>Start &amp;all roles</source>
        <translation>&amp;Alle Rollen starten</translation>
    </message>
    <message>
        <source>Work on all queues</source>
        <translation>Alle Warteschlangen abarbeiten</translation>
    </message>
    <message>
        <source>Stop a&amp;ll roles</source>
        <translation>A&amp;lle Rollen stoppen</translation>
    </message>
    <message>
        <source>End all running tasks and keep the queues</source>
        <translation>Alle laufenden Aufgaben beenden und die Warteschlangen behalten</translation>
    </message>
    <message>
        <source>Pause all</source>
        <translation>Alle pausieren</translation>
    </message>
    <message>
        <source>Suspend all roles until you resume them</source>
        <translation>Alle Rollen anhalten, bis Sie sie fortsetzen</translation>
    </message>
    <message>
        <source>Resume all</source>
        <translation>Alle fortsetzen</translation>
    </message>
    <message>
        <source>Let all roles go on</source>
        <translation>Alle Rollen weiterlaufen lassen</translation>
    </message>
    <message>
        <source>Hold all</source>
        <translation>Alle zurückhalten</translation>
    </message>
    <message>
        <source>Start nothing new of any role; what runs goes on</source>
        <translation>Nichts Neues von irgendeiner Rolle starten; Laufendes geht weiter</translation>
    </message>
    <message>
        <source>Hand all back</source>
        <translation>Alle zurückgeben</translation>
    </message>
    <message>
        <source>Let the scheduler alone decide about all roles again</source>
        <translation>Über alle Rollen wieder allein den Planer entscheiden lassen</translation>
    </message>
    <message>
        <source>&amp;Details</source>
        <translation>&amp;Details</translation>
    </message>
    <message>
        <source>Show the details of the selected task</source>
        <translation>Die Einzelheiten der ausgewählten Aufgabe zeigen</translation>
    </message>
    <message>
        <source>&amp;Locks</source>
        <translation>S&amp;perren</translation>
    </message>
    <message>
        <source>Show the files in use</source>
        <translation>Die Dateien in Gebrauch zeigen</translation>
    </message>
    <message>
        <source>L&amp;og</source>
        <translation>Ausga&amp;be</translation>
    </message>
    <message>
        <source>Show the output of the selected task</source>
        <translation>Die Ausgabe der ausgewählten Aufgabe zeigen</translation>
    </message>
    <message>
        <source>Res&amp;ults</source>
        <translation>Er&amp;gebnisse</translation>
    </message>
    <message>
        <source>Show what the selected task brought</source>
        <translation>Zeigen, was die ausgewählte Aufgabe erbracht hat</translation>
    </message>
    <message>
        <source>&amp;History</source>
        <translation>Verla&amp;uf</translation>
    </message>
    <message>
        <source>Show what has ended, with statistics</source>
        <translation>Zeigen, was geendet hat, mit Statistik</translation>
    </message>
    <message>
        <source>Event&amp;s</source>
        <translation>&amp;Ereignisse</translation>
    </message>
    <message>
        <source>Show what has happened, and why roles were held back</source>
        <translation>Zeigen, was geschehen ist und warum Rollen zurückgehalten wurden</translation>
    </message>
    <message>
        <source>&amp;Follow log</source>
        <translation>Ausgabe &amp;folgen</translation>
    </message>
    <message>
        <source>Keep the newest lines of the log in sight</source>
        <translation>Die neuesten Zeilen der Ausgabe im Blick behalten</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Folgen</translation>
    </message>
    <message>
        <source>Find &amp;next in log</source>
        <translation>In Ausgabe &amp;weitersuchen</translation>
    </message>
    <message>
        <source>The next place that contains the text</source>
        <translation>Die nächste Stelle, die den Text enthält</translation>
    </message>
    <message>
        <source>The place before that contains the text</source>
        <translation>Die vorige Stelle, die den Text enthält</translation>
    </message>
    <message>
        <source>Next &amp;region</source>
        <translation>&amp;Nächster Bereich</translation>
    </message>
    <message>
        <source>Move the focus to the next panel</source>
        <translation>Den Fokus in den nächsten Bereich setzen</translation>
    </message>
    <message>
        <source>Pre&amp;vious region</source>
        <translation>&amp;Voriger Bereich</translation>
    </message>
    <message>
        <source>Move the focus to the panel before</source>
        <translation>Den Fokus in den vorigen Bereich setzen</translation>
    </message>
    <message>
        <source>&amp;Command palette…</source>
        <translation>Befehlspa&amp;lette…</translation>
    </message>
    <message>
        <source>Find anything by a part of its name</source>
        <translation>Alles über einen Teil seines Namens finden</translation>
    </message>
    <message>
        <source>R&amp;eset layout</source>
        <translation>Anordnung &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>Put all panels back where they were at first, and ask again when closing</source>
        <translation>Alle Bereiche an ihren ursprünglichen Platz setzen und beim Schließen wieder nachfragen</translation>
    </message>
    <message>
        <source>User &amp;guide</source>
        <translation>&amp;Handbuch</translation>
    </message>
    <message>
        <source>How to use the program, page by page</source>
        <translation>Wie man das Programm benutzt, Seite für Seite</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>All keys at a glance</source>
        <translation>Alle Tasten auf einen Blick</translation>
    </message>
    <message>
        <source>&amp;Save diagnostics…</source>
        <translation>&amp;Diagnose speichern…</translation>
    </message>
    <message>
        <source>Write what helps to find a fault into one file, without secrets</source>
        <translation>Was bei der Fehlersuche hilft in eine Datei schreiben, ohne Geheimnisse</translation>
    </message>
    <message>
        <source>&amp;About</source>
        <translation>Ü&amp;ber</translation>
    </message>
    <message>
        <source>Name, version and licence</source>
        <translation>Name, Version und Lizenz</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Task</source>
        <translation>&amp;Aufgabe</translation>
    </message>
    <message>
        <source>&amp;Role</source>
        <translation>&amp;Rolle</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>A&amp;nsicht</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>Eingereiht</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartend</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Startend</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Laufend</translation>
    </message>
    <message>
        <source>Throttled</source>
        <translation>Gedrosselt</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pausiert</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Endend</translation>
    </message>
    <message>
        <source>Succeeded</source>
        <translation>Erfolgreich</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Gescheitert</translation>
    </message>
    <message>
        <source>Timed out</source>
        <translation>Zeitlimit</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>Verloren</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Gehalten</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Gestoppt</translation>
    </message>
    <message>
        <source>Holds</source>
        <translation>Hält</translation>
    </message>
    <message>
        <source>Met</source>
        <translation>Erfüllt</translation>
    </message>
    <message>
        <source>Not met</source>
        <translation>Unerfüllt</translation>
    </message>
    <message>
        <source>Undeclared</source>
        <translation>Undeklariert</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>Pausiere …</translation>
    </message>
    <message>
        <source>Resuming…</source>
        <translation>Setze fort …</translation>
    </message>
    <message>
        <source>Holding…</source>
        <translation>Halte zurück …</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Starte …</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Stoppe …</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>Breche ab …</translation>
    </message>
    <message>
        <source>Queuing…</source>
        <translation>Reihe ein …</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <source>Place in the queue of its role. Sort by it to reorder by dragging.</source>
        <translation>Platz in der Warteschlange der Rolle. Danach sortieren, um durch Ziehen umzuordnen.</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>What the task is doing</source>
        <translation>Was die Aufgabe gerade tut</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>The role that does the work</source>
        <translation>Die Rolle, die die Arbeit macht</translation>
    </message>
    <message>
        <source>Prio</source>
        <translation>Prio</translation>
    </message>
    <message>
        <source>How important the task is within its role; empty means normal</source>
        <translation>Wie wichtig die Aufgabe innerhalb ihrer Rolle ist; leer heißt normal</translation>
    </message>
    <message>
        <source>Elapsed</source>
        <translation>Laufzeit</translation>
    </message>
    <message>
        <source>Running time of the last attempt, without the time it was suspended</source>
        <translation>Laufzeit des letzten Versuchs ohne die Zeit, in der er angehalten war</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Processor cores in use; the peak once the task has ended</source>
        <translation>Genutzte Prozessorkerne; nach dem Ende der Spitzenwert</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Memory of the whole process tree; the peak once the task has ended</source>
        <translation>Speicher des gesamten Prozessbaums; nach dem Ende der Spitzenwert</translation>
    </message>
    <message>
        <source>Why / detail</source>
        <translation>Warum / Näheres</translation>
    </message>
    <message>
        <source>Why the task waits, what it is doing, or how it ended</source>
        <translation>Warum die Aufgabe wartet, was sie tut oder wie sie geendet hat</translation>
    </message>
    <message>
        <source>low</source>
        <translation>niedrig</translation>
    </message>
    <message>
        <source>normal</source>
        <translation>normal</translation>
    </message>
    <message>
        <source>high</source>
        <translation>hoch</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Kennung</translation>
    </message>
    <message>
        <source>Run folder</source>
        <translation>Laufordner</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>Ended with</source>
        <translation>Endete mit</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Gestartet</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Needs</source>
        <translation>Bedarf</translation>
    </message>
    <message>
        <source>Peak</source>
        <translation>Spitze</translation>
    </message>
    <message>
        <source>Waited</source>
        <translation>Gewartet</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Environment of tasks</source>
        <translation>Umgebung der Aufgaben</translation>
    </message>
    <message>
        <source>Free disk space</source>
        <translation>Freier Plattenplatz</translation>
    </message>
    <message>
        <source>Disk space that must be free for a task of the role before it starts, beside what is kept for running ones; on the volume in use where least is free. 0 asks for none.</source>
        <translation>Plattenplatz, der für eine Aufgabe der Rolle frei sein muss, bevor sie startet, neben dem, was für laufende freigehalten wird; auf dem benutzten Datenträger mit dem wenigsten Platz. 0 verlangt keinen.</translation>
    </message>
    <message>
        <source>How many tasks of the role may run at the same time, suspended ones included, whatever room there is. 0 is any number.</source>
        <translation>Wie viele Aufgaben der Rolle gleichzeitig laufen dürfen, angehaltene eingeschlossen, wie viel Platz auch ist. 0 heißt beliebig viele.</translation>
    </message>
    <message>
        <source>Where the schema of the file is, for editors.</source>
        <translation>Wo das Schema der Datei liegt, für Editoren.</translation>
    </message>
    <message>
        <source>Usage of all cores together above which roles are throttled.</source>
        <translation>Auslastung aller Kerne zusammen, oberhalb derer Rollen gedrosselt werden.</translation>
    </message>
    <message>
        <source>Share of memory that is not available above which roles are throttled.</source>
        <translation>Anteil des nicht verfügbaren Speichers, oberhalb dessen Rollen gedrosselt werden.</translation>
    </message>
    <message>
        <source>Fill level of the fullest volume in use above which roles are throttled.</source>
        <translation>Füllstand des vollsten genutzten Datenträgers, oberhalb dessen Rollen gedrosselt werden.</translation>
    </message>
    <message>
        <source>Share of time in which some task waits for a processor above which roles are throttled; off by default, because a busy computer that keeps its limit may have all of it.</source>
        <translation>Anteil der Zeit, in der eine Aufgabe auf einen Prozessor wartet, oberhalb dessen Rollen gedrosselt werden; ab Werk aus, weil ein ausgelasteter Rechner, der seine Grenze einhält, ganz ausgelastet sein darf.</translation>
    </message>
    <message>
        <source>Share of time in which every task waits for memory above which roles are throttled.</source>
        <translation>Anteil der Zeit, in der jede Aufgabe auf Speicher wartet, oberhalb dessen Rollen gedrosselt werden.</translation>
    </message>
    <message>
        <source>Share of time in which every task waits for a disk above which roles are throttled.</source>
        <translation>Anteil der Zeit, in der jede Aufgabe auf einen Datenträger wartet, oberhalb dessen Rollen gedrosselt werden.</translation>
    </message>
    <message>
        <source>Throttle above</source>
        <translation>Drosseln über</translation>
    </message>
    <message>
        <source>Roles are throttled above this; absent: the limit&apos;s default.</source>
        <translation>Darüber werden Rollen gedrosselt; fehlt der Wert, gilt die Vorgabe der Grenze.</translation>
    </message>
    <message>
        <source>Resume at</source>
        <translation>Fortsetzen bei</translation>
    </message>
    <message>
        <source>Roles resume at or below this, and it is never above throttle; absent: as for a plain number.</source>
        <translation>Bei diesem Wert oder darunter gehen Rollen weiter; er liegt nie über der Drosselgrenze. Fehlt er, gilt dasselbe wie bei einer einfachen Zahl.</translation>
    </message>
    <message>
        <source>How important the role is; higher is more important.</source>
        <translation>Wie wichtig die Rolle ist; höher ist wichtiger.</translation>
    </message>
    <message>
        <source>Processor share</source>
        <translation>Prozessoranteil</translation>
    </message>
    <message>
        <source>Percent of all cores together.</source>
        <translation>Prozent aller Kerne zusammen.</translation>
    </message>
    <message>
        <source>Memory share</source>
        <translation>Speicheranteil</translation>
    </message>
    <message>
        <source>Percent of the machine&apos;s memory.</source>
        <translation>Prozent des Speichers dieses Rechners.</translation>
    </message>
    <message>
        <source>Cores</source>
        <translation>Kerne</translation>
    </message>
    <message>
        <source>Logical cores, instead of cpu.</source>
        <translation>Logische Kerne, anstelle von cpu.</translation>
    </message>
    <message>
        <source>Memory, instead of memory.</source>
        <translation>Speicher, anstelle von memory.</translation>
    </message>
    <message>
        <source>Time from one sample of the machine to the next.</source>
        <translation>Zeit von einer Messung des Rechners zur nächsten.</translation>
    </message>
    <message>
        <source>What is done when a task of the role touches a file that another holds: note it in the run folder, warn (also tell it and put it among the findings), or pause the task too if it was seen with the file open to write.</source>
        <translation>Was geschieht, wenn eine Aufgabe der Rolle eine Datei anrührt, die eine andere hält: im Laufordner vermerken, warnen (es zudem melden und zu den Befunden nehmen) oder die Aufgabe auch pausieren, wenn sie die Datei zum Schreiben geöffnet hatte.</translation>
    </message>
    <message>
        <source>note</source>
        <translation>vermerken</translation>
    </message>
    <message>
        <source>warn</source>
        <translation>warnen</translation>
    </message>
    <message>
        <source>pause</source>
        <translation>pausieren</translation>
    </message>
    <message>
        <source>Environment too</source>
        <translation>Umgebung dazu</translation>
    </message>
    <message>
        <source>Names of further variables of the environment that tasks of the role get, besides those of task_environment.</source>
        <translation>Namen weiterer Umgebungsvariablen, die Aufgaben der Rolle bekommen, neben denen von task_environment.</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Where the role&apos;s class is, as module:Class.</source>
        <translation>Wo die Klasse der Rolle steht, als modul:Klasse.</translation>
    </message>
    <message>
        <source>A limit must be crossed for this long before a role is held (nothing starts) or its running tasks are lowered (they get processor and disk after everybody else).</source>
        <translation>So lange muss eine Grenze überschritten sein, bevor eine Rolle zurückgehalten wird (nichts startet) oder ihre laufenden Aufgaben nachrangig werden (sie bekommen Prozessor und Datenträger nach allen anderen).</translation>
    </message>
    <message>
        <source>A limit must be crossed for this long before running tasks are suspended or, if memory is short and they may be repeated, stopped and queued again. Never sooner than a dwell after the step before; at once if memory is about to run out.</source>
        <translation>So lange muss eine Grenze überschritten sein, bevor laufende Aufgaben angehalten werden oder, wenn der Speicher knapp ist und sie wiederholbar sind, gestoppt und neu eingereiht. Nie früher als eine Verweilzeit nach dem vorigen Schritt; sofort, wenn der Speicher auszugehen droht.</translation>
    </message>
    <message>
        <source>Usage must be at or below resume for this long before a role is held back less.</source>
        <translation>So lange muss die Auslastung beim Fortsetzungswert oder darunter liegen, bevor eine Rolle weniger zurückgehalten wird.</translation>
    </message>
    <message>
        <source>Least time between two steps of throttling or resuming; 1 s if memory is about to run out.</source>
        <translation>Mindestzeit zwischen zwei Schritten des Drosselns oder Fortsetzens; 1 s, wenn der Speicher auszugehen droht.</translation>
    </message>
    <message>
        <source>A role that has been held back for this long goes one step back whatever is measured, and is then left alone for a tenth of this time.</source>
        <translation>Eine Rolle, die so lange zurückgehalten wurde, geht ungeachtet der Messwerte einen Schritt zurück und bleibt dann ein Zehntel dieser Zeit unbehelligt.</translation>
    </message>
    <message>
        <source>A task that waits this long counts as one priority step more important.</source>
        <translation>Eine Aufgabe, die so lange wartet, gilt als um eine Prioritätsstufe wichtiger.</translation>
    </message>
    <message>
        <source>How long smaller tasks may pass a waiting one before what it needs is kept free for it.</source>
        <translation>Wie lange kleinere Aufgaben eine wartende überholen dürfen, bevor für sie freigehalten wird, was sie braucht.</translation>
    </message>
    <message>
        <source>Time that a task gets to end by itself before it is killed.</source>
        <translation>Zeit, die eine Aufgabe bekommt, um von selbst zu enden, bevor sie abgeschossen wird.</translation>
    </message>
    <message>
        <source>Time before the first retry; doubles with each further one.</source>
        <translation>Zeit vor der ersten Wiederholung; verdoppelt sich mit jeder weiteren.</translation>
    </message>
    <message>
        <source>The back-off never grows above this.</source>
        <translation>Länger wird die Wartezeit nie.</translation>
    </message>
    <message>
        <source>Ended tasks leave</source>
        <translation>Beendete verlassen die Liste</translation>
    </message>
    <message>
        <source>How long after its end a task that succeeded or was cancelled leaves the list by itself; 0 is never. Failed tasks stay, and so does what another task of the list comes after. The history and the run folder keep what it did.</source>
        <translation>Wie lange nach ihrem Ende eine erfolgreiche oder abgebrochene Aufgabe die Liste von selbst verlässt; 0 heißt nie. Gescheiterte Aufgaben bleiben, ebenso solche, auf die eine andere Aufgabe der Liste folgt. Verlauf und Laufordner bewahren, was sie getan hat.</translation>
    </message>
    <message>
        <source>How many tasks may run at the same time, whatever they need.</source>
        <translation>Wie viele Aufgaben gleichzeitig laufen dürfen, was immer sie brauchen.</translation>
    </message>
    <message>
        <source>Whether tasks are admitted by what others of their kind were measured to use; otherwise by what they declare or their role&apos;s requirement.</source>
        <translation>Ob Aufgaben nach dem zugelassen werden, was bei anderen ihrer Art gemessen wurde; sonst nach ihrer eigenen Angabe oder dem Bedarf ihrer Rolle.</translation>
    </message>
    <message>
        <source>Where the processor limit is 100 %: how many times the cores running tasks may be expected to use, so that no core is idle while a task waits for a disk or a network.</source>
        <translation>Wo die Prozessorgrenze 100 % ist: das Wievielfache der Kerne laufende Aufgaben voraussichtlich nutzen dürfen, damit kein Kern brachliegt, während eine Aufgabe auf Datenträger oder Netz wartet.</translation>
    </message>
    <message>
        <source>Room that the output of one attempt takes on the disk: of a longer one the beginning and the end are kept, and the middle is dropped while the task runs. 0 is no limit.</source>
        <translation>Platz, den die Ausgabe eines Versuchs auf dem Datenträger einnimmt: Von einer längeren bleiben Anfang und Ende, die Mitte entfällt, während die Aufgabe läuft. 0 heißt unbegrenzt.</translation>
    </message>
    <message>
        <source>Run folders in which nothing was written for so many days are removed. 0 keeps them for ever.</source>
        <translation>Laufordner, in die so viele Tage lang nichts geschrieben wurde, werden entfernt. 0 behält sie für immer.</translation>
    </message>
    <message>
        <source>Room that all run folders together may take on the disk; beyond it the oldest are removed. 0 is no limit.</source>
        <translation>Platz, den alle Laufordner zusammen einnehmen dürfen; darüber werden die ältesten entfernt. 0 heißt unbegrenzt.</translation>
    </message>
    <message>
        <source>Inherited</source>
        <translation>Übernommen</translation>
    </message>
    <message>
        <source>Names, or patterns such as LC_*, of variables that are passed on. @default stands for what ordinary scripts need, * alone for everything. No other pattern passes on what is called like a secret: name it in full.</source>
        <translation>Namen oder Muster wie LC_* von Variablen, die weitergegeben werden. @default steht für das, was gewöhnliche Skripte brauchen, * allein für alles. Kein anderes Muster gibt weiter, was wie ein Geheimnis heißt: Nennen Sie es ganz.</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>Update rate</source>
        <translation>Aktualisierung</translation>
    </message>
    <message>
        <source>per second</source>
        <translation>je Sekunde</translation>
    </message>
    <message>
        <source>Tasks that run when the window closes</source>
        <translation>Laufende Aufgaben beim Schließen</translation>
    </message>
    <message>
        <source>Tray</source>
        <translation>Infobereich</translation>
    </message>
    <message>
        <source>Tray icon</source>
        <translation>Symbol im Infobereich</translation>
    </message>
    <message>
        <source>Closing hides</source>
        <translation>Schließen verbirgt</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>Meldungen</translation>
    </message>
    <message>
        <source>Light or dark, or as the system says.</source>
        <translation>Hell oder dunkel, oder wie das System es vorgibt.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>What the window speaks; as the system does, if it is one of these.</source>
        <translation>Was das Fenster spricht; wie das System, wenn es eine von diesen ist.</translation>
    </message>
    <message>
        <source>English</source>
        <translation>English</translation>
    </message>
    <message>
        <source>Deutsch</source>
        <translation>Deutsch</translation>
    </message>
    <message>
        <source>How often lists and graphs are drawn anew at most; what happens meanwhile is shown together. At 10 everything is shown as it comes.</source>
        <translation>Wie oft Listen und Graphen höchstens neu gezeichnet werden; was dazwischen geschieht, erscheint zusammen. Bei 10 wird alles gezeigt, wie es kommt.</translation>
    </message>
    <message>
        <source>Ask, let them run on where that is possible, or stop them.</source>
        <translation>Fragen, sie weiterlaufen lassen, wo das möglich ist, oder sie stoppen.</translation>
    </message>
    <message>
        <source>ask</source>
        <translation>fragen</translation>
    </message>
    <message>
        <source>keep</source>
        <translation>weiterlaufen lassen</translation>
    </message>
    <message>
        <source>stop</source>
        <translation>stoppen</translation>
    </message>
    <message>
        <source>Show the state in the system&apos;s tray, with pause, resume and quit.</source>
        <translation>Den Zustand im Infobereich des Systems zeigen, mit Pausieren, Fortsetzen und Beenden.</translation>
    </message>
    <message>
        <source>Closing the window leaves the program in the tray while its icon is shown there.</source>
        <translation>Schließt man das Fenster, bleibt das Programm im Infobereich, solange sein Symbol dort gezeigt wird.</translation>
    </message>
    <message>
        <source>A task failed</source>
        <translation>Eine Aufgabe ist gescheitert</translation>
    </message>
    <message>
        <source>Tell when a task has failed or run out of time.</source>
        <translation>Melden, wenn eine Aufgabe gescheitert ist oder ihr Zeitlimit überschritten hat.</translation>
    </message>
    <message>
        <source>The queue is finished</source>
        <translation>Die Warteschlange ist abgearbeitet</translation>
    </message>
    <message>
        <source>Tell when nothing is left to do.</source>
        <translation>Melden, wenn nichts mehr zu tun ist.</translation>
    </message>
    <message>
        <source>A role is held back</source>
        <translation>Eine Rolle wird zurückgehalten</translation>
    </message>
    <message>
        <source>Tell when the limits throttle or suspend a role.</source>
        <translation>Melden, wenn die Grenzen eine Rolle drosseln oder anhalten.</translation>
    </message>
    <message>
        <source>A role goes on</source>
        <translation>Eine Rolle geht weiter</translation>
    </message>
    <message>
        <source>Tell when a role that was held back by the limits goes on.</source>
        <translation>Melden, wenn eine von den Grenzen zurückgehaltene Rolle weitergeht.</translation>
    </message>
    <message>
        <source>Limits of the machine</source>
        <translation>Grenzen des Rechners</translation>
    </message>
    <message>
        <source>Processor limit</source>
        <translation>Prozessorgrenze</translation>
    </message>
    <message>
        <source>%</source>
        <translation>%</translation>
    </message>
    <message>
        <source>Memory limit</source>
        <translation>Speichergrenze</translation>
    </message>
    <message>
        <source>Disk limit</source>
        <translation>Datenträgergrenze</translation>
    </message>
    <message>
        <source>Processor pressure limit</source>
        <translation>Grenze für Prozessordruck</translation>
    </message>
    <message>
        <source>Memory pressure limit</source>
        <translation>Grenze für Speicherdruck</translation>
    </message>
    <message>
        <source>I/O pressure limit</source>
        <translation>Grenze für E/A-Druck</translation>
    </message>
    <message>
        <source>Monitoring</source>
        <translation>Messung</translation>
    </message>
    <message>
        <source>Monitoring interval</source>
        <translation>Messabstand</translation>
    </message>
    <message>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <source>Times and counts of the scheduler</source>
        <translation>Zeiten und Anzahlen des Planers</translation>
    </message>
    <message>
        <source>Throttle after</source>
        <translation>Drosseln nach</translation>
    </message>
    <message>
        <source>Suspend after</source>
        <translation>Anhalten nach</translation>
    </message>
    <message>
        <source>Resume after</source>
        <translation>Fortsetzen nach</translation>
    </message>
    <message>
        <source>Dwell</source>
        <translation>Verweilzeit</translation>
    </message>
    <message>
        <source>Longest hold</source>
        <translation>Längstes Zurückhalten</translation>
    </message>
    <message>
        <source>Ageing</source>
        <translation>Alterung</translation>
    </message>
    <message>
        <source>Reserve after</source>
        <translation>Freihalten nach</translation>
    </message>
    <message>
        <source>Grace to stop</source>
        <translation>Frist zum Beenden</translation>
    </message>
    <message>
        <source>Retry back-off</source>
        <translation>Wartezeit vor Wiederholung</translation>
    </message>
    <message>
        <source>Longest back-off</source>
        <translation>Längste Wartezeit</translation>
    </message>
    <message>
        <source>Tasks at once</source>
        <translation>Aufgaben zugleich</translation>
    </message>
    <message>
        <source>tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Learn</source>
        <translation>Lernen</translation>
    </message>
    <message>
        <source>Processor packing</source>
        <translation>Prozessorbelegung</translation>
    </message>
    <message>
        <source>Output of tasks</source>
        <translation>Ausgabe der Aufgaben</translation>
    </message>
    <message>
        <source>Largest log</source>
        <translation>Größte Ausgabe</translation>
    </message>
    <message>
        <source>MiB</source>
        <translation>MiB</translation>
    </message>
    <message>
        <source>Keep run folders</source>
        <translation>Laufordner behalten</translation>
    </message>
    <message>
        <source>days</source>
        <translation>Tage</translation>
    </message>
    <message>
        <source>Room for run folders</source>
        <translation>Platz für Laufordner</translation>
    </message>
    <message>
        <source>GiB</source>
        <translation>GiB</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Priorität</translation>
    </message>
    <message>
        <source>Undeclared access</source>
        <translation>Undeklarierter Zugriff</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>Python interpreter</source>
        <translation>Python-Interpreter</translation>
    </message>
    <message>
        <source>cores</source>
        <translation>Kerne</translation>
    </message>
    <message>
        <source>The path of the script, from the agent&apos;s folder, else from the task&apos;s &apos;cwd&apos; or the project&apos;s folder.</source>
        <translation>Der Pfad des Skripts, vom Ordner des Agenten aus, sonst von „cwd“ der Aufgabe oder vom Ordner des Projekts aus.</translation>
    </message>
    <message>
        <source>Milestones</source>
        <translation>Meilensteine</translation>
    </message>
    <message>
        <source>Margin</source>
        <translation>Zuschlag</translation>
    </message>
    <message>
        <source>Measuring time</source>
        <translation>Messdauer</translation>
    </message>
    <message>
        <source>Top consumers</source>
        <translation>Größte Verbraucher</translation>
    </message>
    <message>
        <source>Full at</source>
        <translation>Voll ab</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>Ausgelassen</translation>
    </message>
    <message>
        <source>Worst allowed rank</source>
        <translation>Schlechteste erlaubte Note</translation>
    </message>
    <message>
        <source>Largest file</source>
        <translation>Größte Datei</translation>
    </message>
    <message>
        <source>Longest time for a file</source>
        <translation>Längste Zeit je Datei</translation>
    </message>
    <message>
        <source>Worst functions shown</source>
        <translation>Gezeigte schlechteste Funktionen</translation>
    </message>
    <message>
        <source>blocks</source>
        <translation>Blöcke</translation>
    </message>
    <message>
        <source>Qt platform</source>
        <translation>Qt-Plattform</translation>
    </message>
    <message>
        <source>Time to show a window</source>
        <translation>Zeit bis zum Fenster</translation>
    </message>
    <message>
        <source>Time to close</source>
        <translation>Zeit zum Schließen</translation>
    </message>
    <message>
        <source>Time to settle</source>
        <translation>Zeit zur Beruhigung</translation>
    </message>
    <message>
        <source>Stall</source>
        <translation>Hänger</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>ms</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Zeitplan</translation>
    </message>
    <message>
        <source>Roles and file</source>
        <translation>Rollen und Datei</translation>
    </message>
    <message>
        <source>Further roles</source>
        <translation>Weitere Rollen</translation>
    </message>
    <message>
        <source>One role a line: its name, =, and its class as module:Class. A new role is there at once; one that is taken out stays until the next start.</source>
        <translation>Eine Rolle je Zeile: ihr Name, = und ihre Klasse als modul:Klasse. Eine neue Rolle ist sofort da; eine herausgenommene bleibt bis zum nächsten Start.</translation>
    </message>
    <message>
        <source>Schema</source>
        <translation>Schema</translation>
    </message>
    <message>
        <source>F&amp;ind previous in log</source>
        <translation>In Ausgabe &amp;rückwärts suchen</translation>
    </message>
    <message>
        <source>The task&apos;s name, with its id where several have one name</source>
        <translation>Der Name der Aufgabe, mit ihrer Id, wo mehrere gleich heißen</translation>
    </message>
    <message>
        <source>Open with the session</source>
        <translation>Mit der Sitzung öffnen</translation>
    </message>
    <message>
        <source>Open the window when you log in, as pem autostart on does; it stands in the desktop&apos;s autostart folder.</source>
        <translation>Das Fenster beim Anmelden öffnen, wie es pem autostart on tut; es steht im Autostart-Ordner der Arbeitsumgebung.</translation>
    </message>
    <message>
        <source>Agent simulations</source>
        <translation>Agentensimulationen</translation>
    </message>
    <message>
        <source>Runs simulation scripts with agent, arguments and seed, and records each run.</source>
        <translation>Führt Simulationsskripte mit Agent, Argumenten und Startwert aus und zeichnet jeden Lauf auf.</translation>
    </message>
    <message>
        <source>What runs simulation scripts; empty means the interpreter that runs the manager (a packaged one: python3 on PATH, else its own).</source>
        <translation>Womit Simulationsskripte laufen; leer heißt: mit dem Interpreter, der den Manager ausführt (beim paketierten Programm python3 aus PATH, sonst sein eigener).</translation>
    </message>
    <message>
        <source>Script</source>
        <translation>Skript</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>The agent, which is also the name of its folder, for example AI_Agent_1.</source>
        <translation>Der Agent, zugleich der Name seines Ordners, zum Beispiel AI_Agent_1.</translation>
    </message>
    <message>
        <source>Arguments</source>
        <translation>Argumente</translation>
    </message>
    <message>
        <source>Arguments of the script: a list of texts, or an object whose entries become --key value (true gives --key alone, false and null leave it out).</source>
        <translation>Argumente des Skripts: eine Liste von Texten oder ein Objekt, dessen Einträge zu --schlüssel wert werden (true ergibt nur --schlüssel, false und null lassen ihn weg).</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>The seed told to the script; without one it is derived from the task&apos;s id.</source>
        <translation>Der Startwert für das Skript; ohne Angabe wird er aus der Kennung der Aufgabe abgeleitet.</translation>
    </message>
    <message>
        <source>Scheduling</source>
        <translation>Planung</translation>
    </message>
    <message>
        <source>What one task needs, unless it says so itself</source>
        <translation>Was eine Aufgabe braucht, wenn sie es nicht selbst angibt</translation>
    </message>
    <message>
        <source>Logical cores; a part of one is possible.</source>
        <translation>Logische Kerne; auch Bruchteile sind möglich.</translation>
    </message>
    <message>
        <source>Memory of the whole process tree.</source>
        <translation>Speicher des gesamten Prozessbaums.</translation>
    </message>
    <message>
        <source>Options of the role</source>
        <translation>Optionen der Rolle</translation>
    </message>
    <message>
        <source>Project management</source>
        <translation>Projektverwaltung</translation>
    </message>
    <message>
        <source>Reports how far each milestone is, what blocks it and what comes next.</source>
        <translation>Berichtet, wie weit jeder Meilenstein ist, was ihn aufhält und was als Nächstes kommt.</translation>
    </message>
    <message>
        <source>The milestones file of tasks that name none; without it every role is one milestone.</source>
        <translation>Die Meilensteindatei für Aufgaben, die keine nennen; ohne sie ist jede Rolle ein Meilenstein.</translation>
    </message>
    <message>
        <source>A TOML file of milestones: queries over tasks, with titles and due dates.</source>
        <translation>Eine TOML-Datei mit Meilensteinen: Abfragen über Aufgaben, mit Titeln und Fälligkeiten.</translation>
    </message>
    <message>
        <source>Task list</source>
        <translation>Aufgabenliste</translation>
    </message>
    <message>
        <source>A project_tasks.json whose tasks count beside those of the manager.</source>
        <translation>Eine project_tasks.json, deren Aufgaben neben denen des Managers zählen.</translation>
    </message>
    <message>
        <source>A script to run instead of the role&apos;s own work (&apos;script&apos; means the same). Python scripts run with the interpreter that runs the manager (a packaged one: python3 on PATH, else its own), others must be executable.</source>
        <translation>Ein Skript, das anstelle der eigenen Arbeit der Rolle läuft („script“ bedeutet dasselbe). Python-Skripte laufen mit dem Interpreter, der den Manager ausführt (beim paketierten Programm python3 aus PATH, sonst sein eigener), andere müssen ausführbar sein.</translation>
    </message>
    <message>
        <source>Resource management</source>
        <translation>Ressourcenverwaltung</translation>
    </message>
    <message>
        <source>Reports who uses the machine and which requirements are too high or too low.</source>
        <translation>Berichtet, wer den Rechner nutzt und welche Bedarfsangaben zu hoch oder zu niedrig sind.</translation>
    </message>
    <message>
        <source>What a recommendation adds to the highest measured peak.</source>
        <translation>Was eine Empfehlung auf den höchsten gemessenen Spitzenwert aufschlägt.</translation>
    </message>
    <message>
        <source>How long the processor use of each process is measured.</source>
        <translation>Wie lange die Prozessornutzung jedes Prozesses gemessen wird.</translation>
    </message>
    <message>
        <source>How many processes the report names for processor and for memory.</source>
        <translation>Wie viele Prozesse der Bericht für Prozessor und Speicher nennt.</translation>
    </message>
    <message>
        <source>A disk volume, or the swap space, that is fuller than this is a warning.</source>
        <translation>Ein Datenträger oder Auslagerungsbereich, der voller ist, ergibt eine Warnung.</translation>
    </message>
    <message>
        <source>Script assessment</source>
        <translation>Skriptbewertung</translation>
    </message>
    <message>
        <source>Grades Python scripts by complexity and maintainability and says which branches add what.</source>
        <translation>Benotet Python-Skripte nach Komplexität und Wartbarkeit und sagt, welche Verzweigungen was beitragen.</translation>
    </message>
    <message>
        <source>Names of files and folders that are left out below a folder; &apos;*&apos; and &apos;?&apos; are wildcards. A pattern with a &apos;/&apos; is compared with the whole path below the folder.</source>
        <translation>Namen von Dateien und Ordnern, die unterhalb eines Ordners ausgelassen werden; „*“ und „?“ sind Platzhalter. Ein Muster mit „/“ wird mit dem ganzen Pfad unterhalb des Ordners verglichen.</translation>
    </message>
    <message>
        <source>The task fails when a function or class has a worse complexity rank than this; F lets all pass.</source>
        <translation>Die Aufgabe scheitert, wenn eine Funktion oder Klasse eine schlechtere Komplexitätsnote hat; F lässt alles durch.</translation>
    </message>
    <message>
        <source>Ignored findings</source>
        <translation>Ignorierte Befunde</translation>
    </message>
    <message>
        <source>Functions and classes that may be as complex as they are, each with the reason: PATH: NAME = REASON. &apos;*&apos; and &apos;?&apos; are wildcards in path and name.</source>
        <translation>Funktionen und Klassen, die so komplex sein dürfen, wie sie sind, jede mit Begründung: PFAD: NAME = GRUND. „*“ und „?“ sind Platzhalter in Pfad und Name.</translation>
    </message>
    <message>
        <source>Bigger files are refused with this as the reason: they are data rather than code.</source>
        <translation>Größere Dateien werden aus diesem Grund abgelehnt: Sie sind eher Daten als Code.</translation>
    </message>
    <message>
        <source>A file that takes longer to grade is refused with this as the reason; the others go on.</source>
        <translation>Eine Datei, deren Benotung länger dauert, wird aus diesem Grund abgelehnt; die anderen gehen weiter.</translation>
    </message>
    <message>
        <source>How many of the worst functions and classes the readable report lists.</source>
        <translation>Wie viele der schlechtesten Funktionen und Klassen der lesbare Bericht aufführt.</translation>
    </message>
    <message>
        <source>Script or folder</source>
        <translation>Skript oder Ordner</translation>
    </message>
    <message>
        <source>The Python file, or the folder with Python files, to be graded. Relative paths start at the task&apos;s cwd, else at the project&apos;s folder.</source>
        <translation>Die zu benotende Python-Datei oder der Ordner mit Python-Dateien. Relative Pfade beginnen beim cwd der Aufgabe, sonst beim Ordner des Projekts.</translation>
    </message>
    <message>
        <source>GUI testing</source>
        <translation>GUI-Tests</translation>
    </message>
    <message>
        <source>Starts a PySide6 script apart, takes pictures of its windows and closes them.</source>
        <translation>Startet ein PySide6-Skript für sich, nimmt Bilder seiner Fenster auf und schließt sie.</translation>
    </message>
    <message>
        <source>The Qt platform plugin: &apos;offscreen&apos; needs no display; &apos;xcb&apos; or &apos;wayland&apos; show real windows.</source>
        <translation>Das Qt-Plattform-Plugin: „offscreen“ braucht keine Anzeige; „xcb“ oder „wayland“ zeigen echte Fenster.</translation>
    </message>
    <message>
        <source>A script that has no visible window after this time has failed.</source>
        <translation>Ein Skript, das nach dieser Zeit kein sichtbares Fenster hat, ist gescheitert.</translation>
    </message>
    <message>
        <source>A script that does not end within this time after its windows were closed has failed.</source>
        <translation>Ein Skript, das nicht innerhalb dieser Zeit nach dem Schließen seiner Fenster endet, ist gescheitert.</translation>
    </message>
    <message>
        <source>How long the windows are left alone before pictures are taken and they are closed.</source>
        <translation>Wie lange die Fenster in Ruhe gelassen werden, bevor sie aufgenommen und geschlossen werden.</translation>
    </message>
    <message>
        <source>An event loop that does not turn for this long is reported, with the line that held it up.</source>
        <translation>Eine Ereignisschleife, die so lange stillsteht, wird gemeldet, samt der Zeile, die sie aufhielt.</translation>
    </message>
    <message>
        <source>The PySide6 script to be tested (&apos;script&apos; is another word for it). Relative paths start at the task&apos;s cwd, else at the project&apos;s folder. Without a script this very application is tested.</source>
        <translation>Das zu testende PySide6-Skript („script“ bedeutet dasselbe). Relative Pfade beginnen beim cwd der Aufgabe, sonst beim Ordner des Projekts. Ohne Skript wird dieses Programm selbst getestet.</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>&apos;self&apos; says outright that this application is to be tested; leave it out for a script.</source>
        <translation>„self“ sagt ausdrücklich, dass dieses Programm getestet werden soll; bei einem Skript weglassen.</translation>
    </message>
    <message>
        <source>self</source>
        <translation>self</translation>
    </message>
    <message>
        <source>Task management</source>
        <translation>Aufgabenverwaltung</translation>
    </message>
    <message>
        <source>Queues due and recurring tasks of a schedule and explains every decision.</source>
        <translation>Reiht fällige und wiederkehrende Aufgaben eines Zeitplans ein und erklärt jede Entscheidung.</translation>
    </message>
    <message>
        <source>The schedule of tasks that name none; without it the task reports on the queue.</source>
        <translation>Der Zeitplan für Aufgaben, die keinen nennen; ohne ihn berichtet die Aufgabe über die Warteschlange.</translation>
    </message>
    <message>
        <source>A TOML file of due and recurring tasks, or a parallel_execution_tasks.json.</source>
        <translation>Eine TOML-Datei mit fälligen und wiederkehrenden Aufgaben oder eine parallel_execution_tasks.json.</translation>
    </message>
    <message>
        <source>State file</source>
        <translation>Zustandsdatei</translation>
    </message>
    <message>
        <source>Where the last due times are remembered; by default beside the schedule.</source>
        <translation>Wo die letzten Fälligkeiten gemerkt werden; ab Werk neben dem Zeitplan.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>What the task is called in the queue; else made from its work.</source>
        <translation>Wie die Aufgabe in der Warteschlange heißt; sonst aus ihrer Arbeit gebildet.</translation>
    </message>
    <message>
        <source>How important the task is within its role.</source>
        <translation>Wie wichtig die Aufgabe innerhalb ihrer Rolle ist.</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Program and arguments, quoted as in a shell.</source>
        <translation>Programm und Argumente, in Anführungszeichen wie in einer Shell.</translation>
    </message>
    <message>
        <source>Changes files</source>
        <translation>Ändert Dateien</translation>
    </message>
    <message>
        <source>Files that the task needs for itself while it runs.</source>
        <translation>Dateien, die die Aufgabe für sich allein braucht.</translation>
    </message>
    <message>
        <source>Reads files</source>
        <translation>Liest Dateien</translation>
    </message>
    <message>
        <source>Files that nobody may change while the task runs.</source>
        <translation>Dateien, die währenddessen niemand ändern darf.</translation>
    </message>
    <message>
        <source>Runs after</source>
        <translation>Läuft nach</translation>
    </message>
    <message>
        <source>Ids of tasks that must succeed first.</source>
        <translation>Kennungen von Aufgaben, die erst gelingen müssen.</translation>
    </message>
    <message>
        <source>Works in</source>
        <translation>Arbeitet in</translation>
    </message>
    <message>
        <source>Folder that the task starts in; else the project&apos;s.</source>
        <translation>Ordner, in dem die Aufgabe startet; sonst der des Projekts.</translation>
    </message>
    <message>
        <source>Processor cores</source>
        <translation>Prozessorkerne</translation>
    </message>
    <message>
        <source>What the task needs; else what its role needs.</source>
        <translation>Was die Aufgabe braucht; sonst, was ihre Rolle braucht.</translation>
    </message>
    <message>
        <source>Time limit</source>
        <translation>Zeitlimit</translation>
    </message>
    <message>
        <source>Running time after which the task is ended.</source>
        <translation>Laufzeit, nach der die Aufgabe beendet wird.</translation>
    </message>
    <message>
        <source>Retries</source>
        <translation>Wiederholungen</translation>
    </message>
    <message>
        <source>Further attempts after a failed one.</source>
        <translation>Weitere Versuche nach einem gescheiterten.</translation>
    </message>
    <message>
        <source>Rerunnable</source>
        <translation>Wiederholbar</translation>
    </message>
    <message>
        <source>May be stopped and started again at any time</source>
        <translation>Darf jederzeit gestoppt und neu gestartet werden</translation>
    </message>
</context>
<context>
    <name>TaskDialog</name>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>What the task does</source>
        <translation>Was die Aufgabe tut</translation>
    </message>
    <message>
        <source>What is wrong with the task</source>
        <translation>Was an der Aufgabe nicht stimmt</translation>
    </message>
    <message>
        <source>{field} is required: fill it in.</source>
        <translation>{field} ist nötig: Füllen Sie es aus.</translation>
    </message>
    <message>
        <source>Parts of the form</source>
        <translation>Teile des Formulars</translation>
    </message>
    <message>
        <source>&amp;Task</source>
        <translation>&amp;Aufgabe</translation>
    </message>
    <message>
        <source>&amp;Files and order</source>
        <translation>&amp;Dateien und Reihenfolge</translation>
    </message>
    <message>
        <source>&amp;Limits</source>
        <translation>&amp;Grenzen</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>The role&apos;s own work</source>
        <translation>Eigene Arbeit der Rolle</translation>
    </message>
    <message>
        <source>A command</source>
        <translation>Ein Befehl</translation>
    </message>
    <message>
        <source>Does</source>
        <translation>Tut</translation>
    </message>
    <message>
        <source>Fields of {role}</source>
        <translation>Felder von {role}</translation>
    </message>
</context>
<context>
    <name>TaskFiles</name>
    <message>
        <source>{file} is a folder, a pipe or a device: nothing was queued. Choose a regular file.</source>
        <translation>{file} ist ein Ordner, eine Pipe oder ein Gerät: nichts wurde eingereiht. Wählen Sie eine gewöhnliche Datei.</translation>
    </message>
    <message>
        <source>{file} holds no task: nothing was queued. Choose another file.</source>
        <translation>{file} enthält keine Aufgabe: nichts wurde eingereiht. Wählen Sie eine andere Datei.</translation>
    </message>
    <message>
        <source>line {line}: {message}</source>
        <translation>Zeile {line}: {message}</translation>
    </message>
    <message>
        <source>and {number} more</source>
        <translation>und {number} weitere</translation>
    </message>
    <message>
        <source>Nothing of {file} was queued; mend it and open it again:</source>
        <translation>Aus {file} wurde nichts eingereiht; berichtigen Sie die Datei und öffnen Sie sie erneut:</translation>
    </message>
    <message>
        <source>Relative paths were looked for from the folder in which the window was started, and from the file&apos;s own, {folder}: correct them, or give the tasks another “cwd”.</source>
        <translation>Relative Pfade wurden ab dem Ordner gesucht, in dem das Fenster gestartet wurde, und ab dem der Datei, {folder}: berichtigen Sie sie oder geben Sie den Aufgaben ein anderes „cwd“.</translation>
    </message>
</context>
<context>
    <name>TaskPicker</name>
    <message>
        <source>Find a task to run after</source>
        <translation>Eine Aufgabe suchen, nach der diese läuft</translation>
    </message>
    <message>
        <source>type a part of a task&apos;s name or id, then choose it</source>
        <translation>Teil von Name oder Kennung eingeben, dann wählen</translation>
    </message>
    <message>
        <source>The chosen task&apos;s id is added to the list above.</source>
        <translation>Die Kennung der gewählten Aufgabe kommt in die Liste darüber.</translation>
    </message>
    <message>
        <source>Tasks found</source>
        <translation>Gefundene Aufgaben</translation>
    </message>
</context>
<context>
    <name>TaskPreview</name>
    <message>
        <source>and {number} more</source>
        <translation>und {number} weitere</translation>
    </message>
    <message>
        <source>own work of {role}: {name}</source>
        <translation>eigene Arbeit von {role}: {name}</translation>
    </message>
    <message>
        <source>in the folder {folder}</source>
        <translation>im Ordner {folder}</translation>
    </message>
    <message>
        <source>with {variables}</source>
        <translation>mit {variables}</translation>
    </message>
</context>
<context>
    <name>Teller</name>
    <message>
        <source>The queue is finished: nothing is left to do.</source>
        <translation>Die Warteschlange ist abgearbeitet: Es ist nichts mehr zu tun.</translation>
    </message>
    <message>
        <source>{role} is {state}: a limit of the machine is crossed.</source>
        <translation>{role} ist {state}: Eine Grenze des Rechners ist überschritten.</translation>
    </message>
    <message>
        <source>{role} goes on.</source>
        <translation>{role} geht weiter.</translation>
    </message>
    <message numerus="yes">
        <source> and %n more</source>
        <translation>
            <numerusform> und %n weitere</numerusform>
            <numerusform> und %n weitere</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) failed: {names}</source>
        <translation>
            <numerusform>%n Aufgabe gescheitert: {names}</numerusform>
            <numerusform>%n Aufgaben gescheitert: {names}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TextFinder</name>
    <message>
        <source>not a regular expression: {reason}</source>
        <translation>kein regulärer Ausdruck: {reason}</translation>
    </message>
    <message>
        <source>the expression takes too many steps: avoid repeats within repeats</source>
        <translation>der Ausdruck braucht zu viele Schritte: Vermeiden Sie Wiederholungen in Wiederholungen</translation>
    </message>
</context>
<context>
    <name>ThemeMenu</name>
    <message>
        <source>&amp;Theme</source>
        <translation>Farbsche&amp;ma</translation>
    </message>
</context>
<context>
    <name>TimedRoleMenus</name>
    <message>
        <source>Pa&amp;use role for</source>
        <translation>Rolle pa&amp;usieren für</translation>
    </message>
    <message>
        <source>Pause role for &amp;15 minutes</source>
        <translation>Rolle &amp;15 Minuten pausieren</translation>
    </message>
    <message>
        <source>Pause role for 1 &amp;hour</source>
        <translation>Rolle 1 &amp;Stunde pausieren</translation>
    </message>
    <message>
        <source>Pause role &amp;until I resume it</source>
        <translation>Rolle pausieren, &amp;bis ich sie fortsetze</translation>
    </message>
    <message>
        <source>H&amp;old role for</source>
        <translation>Rolle &amp;zurückhalten für</translation>
    </message>
    <message>
        <source>Hold role for &amp;15 minutes</source>
        <translation>Rolle &amp;15 Minuten zurückhalten</translation>
    </message>
    <message>
        <source>Hold role for 1 &amp;hour</source>
        <translation>Rolle 1 &amp;Stunde zurückhalten</translation>
    </message>
    <message>
        <source>Hold role &amp;until I resume it</source>
        <translation>Rolle zurückhalten, &amp;bis ich sie fortsetze</translation>
    </message>
    <message>
        <source>&amp;Resume role for</source>
        <translation>Rolle &amp;fortsetzen für</translation>
    </message>
    <message>
        <source>Resume role for &amp;15 minutes, whatever is measured</source>
        <translation>Rolle &amp;15 Minuten fortsetzen, was auch gemessen wird</translation>
    </message>
    <message>
        <source>Resume role for 1 &amp;hour, whatever is measured</source>
        <translation>Rolle 1 &amp;Stunde fortsetzen, was auch gemessen wird</translation>
    </message>
    <message>
        <source>Resume role &amp;until I hand it back</source>
        <translation>Rolle fortsetzen, &amp;bis ich sie zurückgebe</translation>
    </message>
    <message>
        <source>Pause all for</source>
        <translation>Alle pausieren für</translation>
    </message>
    <message>
        <source>Pause all for &amp;15 minutes</source>
        <translation>Alle &amp;15 Minuten pausieren</translation>
    </message>
    <message>
        <source>Pause all for 1 &amp;hour</source>
        <translation>Alle 1 &amp;Stunde pausieren</translation>
    </message>
    <message>
        <source>Pause all &amp;until I resume them</source>
        <translation>Alle pausieren, &amp;bis ich sie fortsetze</translation>
    </message>
    <message>
        <source>Hold all for</source>
        <translation>Alle zurückhalten für</translation>
    </message>
    <message>
        <source>Hold all for &amp;15 minutes</source>
        <translation>Alle &amp;15 Minuten zurückhalten</translation>
    </message>
    <message>
        <source>Hold all for 1 &amp;hour</source>
        <translation>Alle 1 &amp;Stunde zurückhalten</translation>
    </message>
    <message>
        <source>Hold all &amp;until I resume them</source>
        <translation>Alle zurückhalten, &amp;bis ich sie fortsetze</translation>
    </message>
    <message>
        <source>Resume all for</source>
        <translation>Alle fortsetzen für</translation>
    </message>
    <message>
        <source>Resume all for &amp;15 minutes, whatever is measured</source>
        <translation>Alle &amp;15 Minuten fortsetzen, was auch gemessen wird</translation>
    </message>
    <message>
        <source>Resume all for 1 &amp;hour, whatever is measured</source>
        <translation>Alle 1 &amp;Stunde fortsetzen, was auch gemessen wird</translation>
    </message>
    <message>
        <source>Resume all &amp;until I hand them back</source>
        <translation>Alle fortsetzen, &amp;bis ich sie zurückgebe</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Not connected yet</source>
        <translation>Noch nicht verbunden</translation>
    </message>
    <message>
        <source>The program goes on in the tray. Quit it from the menu of this icon.</source>
        <translation>Das Programm läuft im Infobereich weiter. Beenden Sie es über das Menü dieses Symbols.</translation>
    </message>
    <message>
        <source>&amp;Show window</source>
        <translation>&amp;Fenster zeigen</translation>
    </message>
</context>
<context>
    <name>UndoCommands</name>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Undone: {edit}.</source>
        <translation>Rückgängig gemacht: {edit}.</translation>
    </message>
    <message>
        <source>Done again: {edit}.</source>
        <translation>Wiederhergestellt: {edit}.</translation>
    </message>
    <message>
        <source>&amp;Undo {edit}</source>
        <translation>&amp;Rückgängig: {edit}</translation>
    </message>
    <message>
        <source>&amp;Redo {edit}</source>
        <translation>&amp;Wiederherstellen: {edit}</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederherstellen</translation>
    </message>
    <message numerus="yes">
        <source>%n tasks</source>
        <translation>
            <numerusform>%n Aufgabe</numerusform>
            <numerusform>%n Aufgaben</numerusform>
        </translation>
    </message>
    <message>
        <source>“{name}”</source>
        <translation>„{name}“</translation>
    </message>
    <message>
        <source>addition of {what}</source>
        <translation>Hinzufügen von {what}</translation>
    </message>
    <message>
        <source>edit of {what}</source>
        <translation>Ändern von {what}</translation>
    </message>
    <message>
        <source>move of {what}</source>
        <translation>Verschieben von {what}</translation>
    </message>
    <message>
        <source>priority of {what}</source>
        <translation>Priorität von {what}</translation>
    </message>
    <message>
        <source>pause of {what}</source>
        <translation>Pausieren von {what}</translation>
    </message>
    <message>
        <source>resuming of {what}</source>
        <translation>Fortsetzen von {what}</translation>
    </message>
    <message>
        <source>cancelling of {what}</source>
        <translation>Abbrechen von {what}</translation>
    </message>
    <message>
        <source>retry of {what}</source>
        <translation>Wiederholen von {what}</translation>
    </message>
    <message>
        <source>removal of {what}</source>
        <translation>Entfernen von {what}</translation>
    </message>
</context>
<context>
    <name>UpdateRate</name>
    <message>
        <source>&amp;Update</source>
        <translation>A&amp;ktualisierung</translation>
    </message>
    <message>
        <source>Every {0} s</source>
        <translation>Alle {0} s</translation>
    </message>
    <message>
        <source>Measure the computer, and move the graphs, so often</source>
        <translation>So oft den Rechner messen und die Graphen weiterrücken</translation>
    </message>
</context>
<context>
    <name>ValuesQuestion</name>
    <message>
        <source>{task} ran with a value of {variable} that is not kept. Give it:</source>
        <translation>{task} lief mit einem Wert von {variable}, der nicht aufbewahrt wird. Geben Sie ihn an:</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Nochmals ausführen</translation>
    </message>
</context>
<context>
    <name>Watching</name>
    <message>
        <source>{0}: throttled above {1} %, resumed at {2} % or below. Before, it was {3} % and {4} %.</source>
        <translation>{0}: gedrosselt über {1} %, fortgesetzt bei {2} % oder weniger. Vorher waren es {3} % und {4} %.</translation>
    </message>
    <message>
        <source>{0} has no limit any more: it holds no role back. Before, it was throttled above {3} %.</source>
        <translation>{0} hat keine Grenze mehr: sie hält keine Rolle zurück. Vorher wurde über {3} % gedrosselt.</translation>
    </message>
</context>
<context>
    <name>WhyPanel</name>
    <message>
        <source>Why the task waits</source>
        <translation>Warum die Aufgabe wartet</translation>
    </message>
    <message>
        <source>While a task waits in the queue, what keeps it from starting stands here, and what would start it.</source>
        <translation>Solange eine Aufgabe in der Warteschlange wartet, steht hier, was sie am Start hindert und was sie starten würde.</translation>
    </message>
    <message>
        <source>Estimated start</source>
        <translation>Voraussichtlicher Start</translation>
    </message>
    <message>
        <source>Checks of the task&apos;s start</source>
        <translation>Prüfungen vor dem Start der Aufgabe</translation>
    </message>
    <message>
        <source>What would start the task now</source>
        <translation>Was die Aufgabe jetzt starten würde</translation>
    </message>
    <message>
        <source>Asking what would start it…</source>
        <translation>Fragt, was sie starten würde…</translation>
    </message>
    <message>
        <source>Estimated start: unknown.</source>
        <translation>Voraussichtlicher Start: unbekannt.</translation>
    </message>
    <message>
        <source>Estimated start: in about {time}.</source>
        <translation>Voraussichtlicher Start: in etwa {time}.</translation>
    </message>
    <message>
        <source>What would start it now:</source>
        <translation>Was sie jetzt starten würde:</translation>
    </message>
    <message>
        <source>Nothing that was tried starts it now.</source>
        <translation>Nichts, was probiert wurde, startet sie jetzt.</translation>
    </message>
</context>
<context>
    <name>WindowSettings</name>
    <message>
        <source>{file} cannot be written: the window&apos;s options count until the program ends. Make the file and its folder writable to keep them.</source>
        <translation>{file} lässt sich nicht schreiben: Die Optionen des Fensters gelten bis zum Programmende. Machen Sie die Datei und ihren Ordner beschreibbar, um sie zu behalten.</translation>
    </message>
    <message>
        <source>{path} cannot be used ({problem}): the window starts with its defaults. {error}.</source>
        <translation>{path} ist nicht brauchbar ({problem}): Das Fenster beginnt mit seinen Vorgaben. {error}.</translation>
    </message>
    <message>
        <source>{path} cannot be used ({problem}): the window starts with its defaults. It is kept as {aside}</source>
        <translation>{path} ist nicht brauchbar ({problem}): Das Fenster beginnt mit seinen Vorgaben. Die Datei bleibt erhalten als {aside}</translation>
    </message>
    <message>
        <source>{path} cannot be written: what you set and move in the window counts until the program ends. Make {place} writable to keep it.</source>
        <translation>{path} lässt sich nicht schreiben: Was Sie im Fenster einstellen und verschieben, gilt bis zum Ende des Programms. Machen Sie {place} beschreibbar, um es zu behalten.</translation>
    </message>
    <message>
        <source>{path} cannot be written: what you set and move in the window counts until the program ends. Make {place} a folder to keep it.</source>
        <translation>{path} lässt sich nicht schreiben: Was Sie im Fenster einstellen und verschieben, gilt bis zum Ende des Programms. Machen Sie {place} zu einem Ordner, um es zu behalten.</translation>
    </message>
    <message>
        <source>it is no settings file</source>
        <translation>es ist keine Einstellungsdatei</translation>
    </message>
</context>
<context>
    <name>WindowShell</name>
    <message>
        <source>nothing to do</source>
        <translation>nichts zu tun</translation>
    </message>
    <message>
        <source>There is no tray on this desktop: news are told here, and closing does not hide.</source>
        <translation>Diese Arbeitsumgebung hat keinen Infobereich: Neuigkeiten stehen hier, und Schließen verbirgt nicht.</translation>
    </message>
</context>
<context>
    <name>WindowToolbar</name>
    <message>
        <source>Toolbar</source>
        <translation>Werkzeugleiste</translation>
    </message>
    <message>
        <source>Filter tasks by name, role, state or reason</source>
        <translation>Aufgaben nach Name, Rolle, Zustand oder Grund filtern</translation>
    </message>
    <message>
        <source>Filter tasks  (Ctrl+F)</source>
        <translation>Aufgaben filtern  (Strg+F)</translation>
    </message>
    <message>
        <source>More of the toolbar</source>
        <translation>Mehr von der Werkzeugleiste</translation>
    </message>
</context>
<context>
    <name>Wishes</name>
    <message>
        <source>Task “{id}” is not known any more: it was removed from the list.</source>
        <translation>Die Aufgabe „{id}“ ist nicht mehr bekannt: Sie wurde aus der Liste entfernt.</translation>
    </message>
</context>
<context>
    <name>WorkBar</name>
    <message>
        <source>Work under way</source>
        <translation>Laufende Arbeit</translation>
    </message>
    <message>
        <source>What is being done</source>
        <translation>Was gerade geschieht</translation>
    </message>
    <message>
        <source>How far it is</source>
        <translation>Wie weit es ist</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Give it up; nothing is queued or written then</source>
        <translation>Aufgeben; dann wird nichts eingereiht oder geschrieben</translation>
    </message>
</context>
<context>
    <name>_Picture</name>
    <message>
        <source>Picture of the window under test</source>
        <translation>Bild des getesteten Fensters</translation>
    </message>
</context>
</TS>

// Rules over single texts of tools, prompts, resources and agent cards. meta: severity (low, medium, high, critical), reason, remedy.

rule hidden_instruction_block
{
    meta:
        severity = "high"
        reason = "The text marks a block that only the model is to read."
        remedy = "Read the block and have it removed."
    strings:
        $tag = /<(important|system|secret|hidden\w*|critical|instructions?|admin)>/ nocase
        $end = /<\/(important|system|secret|hidden\w*|critical|instructions?|admin)>/ nocase
        $verb = /\b(must|read|send|pass|ignore|never|do not|don't|include|call|retrieve|fetch|hand)\b/ nocase
    condition:
        $tag and $end and $verb
}

rule chat_template_marker
{
    meta:
        severity = "high"
        reason = "The text has markers of a chat template, which imitate a message of somebody else."
        remedy = "Have the markers removed."
    strings:
        $a = "<|im_start|>" nocase
        $b = "<|start_header_id|>" nocase
        $c = "[INST]"
        $d = "<<SYS>>"
        $e = "<|endoftext|>" nocase
    condition:
        any of them
}

rule credential_file_with_transfer
{
    meta:
        severity = "high"
        reason = "The text names a file that holds credentials, and tells the model to read and hand over."
        remedy = "Do not enable the server. Change the credentials if it was ever called."
    strings:
        $f1 = /\.ssh\/id_\w+/ nocase
        $f2 = /\.aws\/credentials/ nocase
        $f3 = /\/etc\/(passwd|shadow)\b/ nocase
        $f4 = /\.cursor\/mcp\.json|claude_desktop_config\.json/ nocase
        $f5 = /\.(netrc|npmrc|pypirc|git-credentials)\b/ nocase
        $f6 = /\.(kube|docker)\/config/ nocase
        $f7 = "wallet.dat" nocase
        $read = /\b(read|open|cat|load|fetch|retrieve|collect|look into|provide|include)\b/ nocase
        $give = /\b(pass|send|upload|attach|include|append|forward|submit|provide|hand|supply|paste)\b/ nocase
        $soft = /\b(must|first|before|prior|otherwise|needs?|required|accuracy|verify)\b/ nocase
        $use = /\b(private key defaults|path (of|to)|such as|warns?|explains?|audits?|identity_file)\b/ nocase
    condition:
        any of ($f*) and $read and $give and $soft and not $use
}

rule download_and_run
{
    meta:
        severity = "critical"
        reason = "The text downloads something and runs it."
        remedy = "Do not enable the server."
    strings:
        $pipe = /(curl|wget)[^|\n]{0,120}\|\s*(sudo\s+)?(ba|z|da)?sh\b/ nocase
        $ps = /powershell(\.exe)?\s+-e(nc|ncodedcommand)?\s/ nocase
        $say = /\b(such as|explains?|for example|e\.g\.|risks?)\b/ nocase
    condition:
        ($pipe or $ps) and not $say
}

rule reverse_shell
{
    meta:
        severity = "critical"
        reason = "The text opens a shell to another machine."
        remedy = "Do not enable the server."
    strings:
        $nc = /\b(nc|ncat|netcat)\b.{0,40}\s-e\b/ nocase
        $tcp = /\/dev\/tcp\/[0-9a-z]/ nocase
        $py = /socket\.socket\(.{0,120}\.connect\(/ nocase
    condition:
        any of them
}

rule invisible_tag_text
{
    meta:
        severity = "critical"
        reason = "The text has a row of invisible tag characters."
        remedy = "Have the characters removed."
    strings:
        $tags = /(\xF3\xA0[\x80\x81][\x80-\xBF]){8,}/
        $flag = { F0 9F 8F B4 F3 A0 81 A7 }
    condition:
        $tags and not $flag
}

rule terminal_escape
{
    meta:
        severity = "high"
        reason = "The text has escape sequences of terminals."
        remedy = "Have them removed."
    strings:
        $csi = /\x1b[\[\]]/
    condition:
        $csi
}

rule request_collector
{
    meta:
        severity = "medium"
        reason = "The text names a service that collects whatever is sent to it."
        remedy = "Ask what the address is for; block it at your network's edge."
    strings:
        $a = /https?:\/\/[a-z0-9.-]*(webhook\.site|requestbin|pipedream\.net|ngrok(-free)?\.|oast\.|interact\.sh|burpcollaborator|beeceptor)/ nocase
        $b = /api\.telegram\.org\/bot[0-9]/ nocase
    condition:
        any of them
}

rule client_configuration_change
{
    meta:
        severity = "high"
        reason = "The text has the client's own configuration changed so that nothing is asked any more."
        remedy = "Have the text removed; look at the clients' configurations."
    strings:
        $a = /["']?autoApprove["']?\s*:\s*\[\s*["']\*/ nocase
        $b = /enable auto-?approve.{0,30}\ball\b/ nocase
        $c = /(edit|modify|overwrite).{0,30}(mcp\.json|claude_desktop_config)/ nocase
    condition:
        any of them
}

rule encoded_instruction
{
    meta:
        severity = "critical"
        reason = "The text hides an instruction to the model in base64."
        remedy = "Do not enable the server."
    strings:
        $a = "ignore previous instructions" base64
        $b = "ignore all previous" base64
        $c = "do not tell the user" base64
        $d = "Do not tell the user" base64
        $e = "never tell the user" base64
        $f = "Ignore previous" base64
        $g = "/.ssh/id_rsa" base64
        $h = "/.aws/credentials" base64
    condition:
        any of them
}

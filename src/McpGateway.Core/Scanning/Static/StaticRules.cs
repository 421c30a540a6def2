using McpGateway.Core.Scanning.Analysis;
using static McpGateway.Core.Scanning.Analysis.Severity;

namespace McpGateway.Core.Scanning.Static;

/// <summary>The static rules that are code. Those that are patterns stand in <see cref="RuleFiles"/>.</summary>
internal static class StaticRules
{
    private const string HidesSomething =
        "Have the characters removed. A text that hides something is not to be trusted in the rest either.";

    public static readonly ScanRule DirectionOverride = Of("direction-override", [High],
        "The text has characters that change the order in which people see it.", HidesSomething);

    public static readonly ScanRule TagCharacters = Of("tag-characters", [Critical],
        "The text has invisible tag characters, in which another text can be written.", HidesSomething);

    public static readonly ScanRule VariationSelectors = Of("variation-selectors", [Critical],
        "The text has a row of variation selectors, in which bytes can be hidden.", HidesSomething);

    public static readonly ScanRule ZeroWidthRun = Of("zero-width-run", [Critical],
        "The text has a row of characters without width, in which bits can be hidden.", HidesSomething);

    public static readonly ScanRule ZeroWidth = Of("zero-width", [Medium],
        "The text has characters without width or ink: words can be parted by them, so that filters do not see them.", HidesSomething);

    public static readonly ScanRule TerminalSequence = Of("terminal-sequence", [High],
        "The text has escape sequences of terminals, which hide or move what people see.", HidesSomething);

    public static readonly ScanRule MixedScripts = Of("mixed-scripts", [High],
        "Words mix letters of several alphabets that look alike.", HidesSomething);

    public static readonly ScanRule OversizedText = Of("oversized-text", [High],
        "The text is so long that its end was not judged.", "Have it shortened: no description needs so much.");

    public static readonly ScanRule SuspiciousCombination = Of("suspicious-combination", [High, Low],
        "Close together the text has several signs of an attack, each of which is common by itself.",
        "Read the text: does it describe the tool, or does it tell the model what to do for somebody else?");

    public static readonly ScanRule CollectorAddress = Of("collector-address", [High, Medium],
        "There is an address of a service that collects whatever is sent to it.",
        "Ask what the address is for; block it at your network's edge.");

    public static readonly ScanRule NumericAddressValue = Of("ip-address-value", [High],
        "A value that clients may send by themselves is a web address without a name.", "Ask what the address is for.");

    public static readonly ScanRule CredentialFileValue = Of("credential-file-value", [High, Low],
        "A default names a file that holds credentials.", "Have the default removed.");

    public static readonly ScanRule CopyRecipientValue = Of("copy-recipient-value", [High],
        "A default sends a copy of each message to somebody.", "Have the default removed.");

    public static readonly ScanRule EncodedValue = Of("encoded-value", [Medium],
        "A default is a long encoded text that nobody can read.", "Ask what it holds.");

    public static readonly ScanRule ParameterName = Of("parameter-name", [High],
        "The name of a parameter tells the model to read something and hand it over.", "Do not enable the server.");

    public static readonly ScanRule ContextParameter = Of("context-parameter", [Medium, High],
        "A parameter asks for the conversation, the model's prompt or its reasoning.",
        "Ask why the tool needs it; have it removed or left empty.");

    public static readonly ScanRule LookAlikePackage = Of("look-alike-package", [High],
        "The text has a package installed whose name looks like that of a well-known one.",
        "Do not install it; compare the name with the well-known one.");

    public static readonly ScanRule LookAlikeName = Of("look-alike-name", [Medium, High],
        "The name could be taken for that of another server.", "Find out who runs it; rename or remove it.");

    public static readonly ScanRule NamesForeignTool = Of("names-foreign-tool", [Medium],
        "The text speaks of a tool of another server.",
        "Read what it says of it: a tool has no business with other servers' tools.");

    public static readonly ScanRule ShadowsTool = Of("shadows-tool", [High],
        "The tool's name looks like that of another server's tool and is another.", "Do not enable the server.");

    public static readonly ScanRule ContradictingAnnotation = Of("contradicting-annotation", [Medium],
        "The tool calls itself read-only, and its name says that it changes something.",
        "Ask what it does; treat it as one that changes things.");

    public static readonly ScanRule DangerousWithoutAnnotation = Of("dangerous-without-annotation", [Low],
        "The name says that the tool destroys, runs or pays something, and no annotation warns clients of it.",
        "Have destructiveHint stated, so that clients ask their users.");

    public static readonly ScanRule RunsGivenCode = Of("runs-given-code", [Low],
        "The tool takes code or commands as free text and has no bounds in its schema.", "Grant it to few, and look at its calls.");

    public static readonly ScanRule OverBroadSchema = Of("over-broad-schema", [Low],
        "The schema names no parameter and lets everything in.", "Have the parameters stated.");

    public static IReadOnlyList<ScanRule> All { get; } =
    [
        DirectionOverride, TagCharacters, VariationSelectors, ZeroWidthRun, ZeroWidth, TerminalSequence, MixedScripts, OversizedText,
        SuspiciousCombination, CollectorAddress, NumericAddressValue, CredentialFileValue, CopyRecipientValue, EncodedValue, ParameterName,
        ContextParameter, LookAlikePackage, LookAlikeName, NamesForeignTool, ShadowsTool, ContradictingAnnotation,
        DangerousWithoutAnnotation, RunsGivenCode,
        OverBroadSchema,
    ];

    private static ScanRule Of(string id, IReadOnlyList<Severity> severities, string reason, string remedy) =>
        new(AnalyserNames.Static, id, severities, reason, remedy);
}

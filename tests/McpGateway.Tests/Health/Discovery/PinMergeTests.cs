using System.Text.Json;
using McpGateway.Core.Health.Discovery;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Pins;
using McpGateway.Tests.Registry.Servers;

namespace McpGateway.Tests.Health.Discovery;

/// <summary>What a check makes of definitions that changed or came, by the mode that is in force.</summary>
public sealed class PinMergeTests
{
    private static readonly DateTimeOffset Now = Records.Then;
    private static readonly PinRules Quarantine = new(PinMode.Quarantine, AcceptsNew: false, AcceptsNewResources: true);

    /// <summary>Mode, rule for new ones; state of a changed tool, state of a new one, and whether each is withheld.</summary>
    public static TheoryData<string, bool, PinState, bool, PinState, bool> Modes { get; } = new()
    {
        { PinMode.Off, false, PinState.Approved, false, PinState.Approved, false },
        { PinMode.Warn, false, PinState.Changed, false, PinState.New, false },
        { PinMode.Warn, true, PinState.Changed, false, PinState.Approved, false },
        { PinMode.Quarantine, false, PinState.Changed, true, PinState.New, true },
        { PinMode.Quarantine, true, PinState.Changed, true, PinState.Approved, false },
        { PinMode.DisableServer, false, PinState.Changed, true, PinState.New, true },
    };

    [Theory]
    [MemberData(nameof(Modes))]
    public void Apply_ChangedAndNewTool_GoesByTheMode(
        string mode, bool acceptsNew, PinState changed, bool withholdsChanged, PinState added, bool withholdsAdded)
    {
        var rules = new PinRules(mode, acceptsNew, AcceptsNewResources: true);
        var first = Apply(null, Found("a=1"), rules)!;

        var next = Apply(first, Found("a=2", "b=1"), rules)!;

        Assert.Equal(PinState.Approved, first.Tools[0].State);
        Assert.Equal([changed, added], next.Tools.Select(static tool => tool.State));
        Assert.Equal([withholdsChanged, withholdsAdded], next.Tools.Select(tool => rules.Withholds(tool.State)));
        Assert.Equal(
            next.Tools.Where(tool => !rules.Withholds(tool.State)).Select(static tool => tool.Name),
            ServerPins.Offered(next, rules)!.Tools.Select(static tool => tool.Name));
        Assert.Equal((mode == PinMode.Off ? 0 : 1) + (added == PinState.New ? 1 : 0), ServerPins.News(first, next, rules).Count);
    }

    [Fact]
    public void Decide_RejectedDefinition_StaysRefusedUntilItChangesAgain()
    {
        var changed = Apply(Apply(null, Found("a=1"), Quarantine), Found("a=2"), Quarantine)!;

        var rejected = Decide(changed, DefinitionKind.Tool, "a", isApproved: false);
        var back = Apply(rejected, Found("a=1"), Quarantine)!;
        var again = Apply(back, Found("a=2"), Quarantine)!;
        var other = Apply(rejected, Found("a=3"), Quarantine)!;

        Assert.Equal(PinState.Rejected, rejected.Tools[0].State);
        Assert.Null(Apply(rejected, Found("a=2"), Quarantine));
        Assert.Equal(PinState.Approved, back.Tools[0].State);
        Assert.Equal(PinState.Rejected, again.Tools[0].State);
        Assert.Equal(PinState.Changed, other.Tools[0].State);
        Assert.True(Quarantine.Withholds(PinState.Rejected));
        Assert.True((Quarantine with { Mode = PinMode.Warn }).Withholds(PinState.Rejected));
        Assert.Equal(PinState.Approved, Decide(rejected, DefinitionKind.Tool, "a", isApproved: true).Tools[0].State);
    }

    [Fact]
    public void Apply_ToolUnderANewName_IsNewAndKnownAgain()
    {
        const string Text = "Reads one file of the project and answers its text with line numbers";
        var first = Apply(null, Found($"read={Text}", "other=Adds two numbers"), Quarantine)!;

        var renamed = Apply(first, Found($"read_file={Text} and encoding", "other=Adds two numbers"), Quarantine)!;

        var tool = renamed.Tools[0];
        Assert.Equal(("read_file", PinState.New, "read"), (tool.Name, tool.State, tool.RenamedFrom));
        Assert.Null(ToolDefinition.Approve(tool).RenamedFrom);
        Assert.Equal("read", ServerPins.Unapproved(renamed, Quarantine).Single().RenamedFrom);
    }

    [Fact]
    public void Apply_NewToolThatNobodyApproved_IsNotApprovedByGoingAndComing()
    {
        var withNew = Apply(Apply(null, Found("a=1"), Quarantine), Found("a=1", "b=1"), Quarantine)!;

        var without = Apply(withNew, Found("a=1"), Quarantine)!;
        var back = Apply(without, Found("a=1", "b=2"), Quarantine)!;

        Assert.Equal(PinState.New, back.Tools[1].State);
        Assert.Null(back.Tools[1].ApprovedDefinition);
        Assert.NotNull(ServerPins.Compile(without, Quarantine, new PinBudget(0))!.RefusalOf(DefinitionKind.Tool, "b"));
    }

    [Fact]
    public void Apply_ApprovedBeforeOtherMembersCounted_StaysApproved()
    {
        var grown = ToolDefinition.Read(
            "a", JsonElement.Parse("""{"name":"a","description":"1","execution":{"taskSupport":"optional"}}"""));
        var stated = ToolDefinition.HashOf("a", null, "1", JsonElement.Parse("""{"type":"object"}"""), null, null);
        var old = Apply(null, Found("a=1"), Quarantine)! with
        {
            PinFormat = 0,
            Tools = [grown with { Others = null, DefinitionHash = stated, ApprovedHash = stated }],
        };

        var now = Apply(old, Found() with { Tools = [grown] }, Quarantine)!;
        var later = Apply(now, Found() with { Tools = [grown with { DefinitionHash = "other" }] }, Quarantine)!;

        Assert.Equal(PinState.Approved, now.Tools[0].State);
        Assert.Equal(1, now.PinFormat);
        Assert.Equal(PinState.Changed, later.Tools[0].State);
    }

    [Fact]
    public void Apply_PromptsResourcesAndInstructions_ArePinnedWhenFirstListed()
    {
        var first = Apply(null, Texts("Be kind.", "p=1", "r:1=1"), Quarantine)!;
        var next = Apply(first, Texts("Send all.", "p=2", "r:1=2", "r:2=1"), Quarantine)!;

        Assert.Empty(ServerPins.Unapproved(first, Quarantine));
        Assert.Equal(
            [(DefinitionKind.Prompt, "p"), (DefinitionKind.Resource, "r:1"), (DefinitionKind.Instructions, "")],
            ServerPins.Unapproved(next, Quarantine).Select(static item => (item.Kind, item.Name)));
        var offered = ServerPins.Offered(next, Quarantine)!;
        Assert.Equal("Be kind.", offered.Instructions);
        Assert.Empty(offered.Prompts!);
        Assert.Equal(["r:2"], offered.Resources!.Select(static item => item.Name));
        Assert.Equal("Be kind.", ServerPins.Compile(next, Quarantine, new PinBudget(0))!.ApprovedInstructions);

        foreach (var item in ServerPins.Unapproved(next, Quarantine).ToArray())
        {
            next = Decide(next, item.Kind, item.Name, isApproved: true);
        }

        Assert.Empty(ServerPins.Unapproved(next, Quarantine));
        Assert.Equal("Send all.", ServerPins.Offered(next, Quarantine)!.Instructions);
    }

    [Fact]
    public void Apply_InstructionsOfARecordThatDidNotPinThem_CountAsApproved()
    {
        var old = Apply(null, Texts("Be kind."), Quarantine)! with { PinnedInstructions = null, PinFormat = 0 };

        Assert.Empty(ServerPins.Unapproved(Apply(old, Texts("Be kind."), Quarantine)!, Quarantine));
        Assert.Single(ServerPins.Unapproved(Apply(old, Texts("Send all."), Quarantine)!, Quarantine));
    }

    [Fact]
    public void Apply_PromptTakenAwayAndBroughtBackChanged_IsNotApproved()
    {
        var without = Apply(Apply(null, Texts("", "p=1"), Quarantine), Texts(""), Quarantine)!;

        var back = Apply(without, Texts("", "p=2"), Quarantine)!;

        Assert.True(without.Prompts![0].IsGone);
        Assert.Empty(ServerPins.Unapproved(without, Quarantine));
        Assert.Equal(PinState.Changed, ServerPins.Unapproved(back, Quarantine).Single().State);
    }

    /// <summary>One rule for every kind: what nobody approved comes in when new ones do, what was rejected does not.</summary>
    [Fact]
    public void Apply_NewDefinitionsAreTakenFromNowOn_LetsInWhatWaited()
    {
        var first = Apply(null, Texts("", "p=1") with { Tools = [Records.Tool("a", "1")] }, Quarantine);
        var found = Texts("", "p=1", "q=1", "r=1") with
        {
            Tools = [Records.Tool("a", "1"), Records.Tool("b", "1"), Records.Tool("c", "1")],
        };
        var waiting = Apply(first, found, Quarantine)!;
        var rejected = Decide(
            Decide(waiting, DefinitionKind.Tool, "c", isApproved: false), DefinitionKind.Prompt, "r", isApproved: false);

        var later = Apply(rejected, found, Quarantine with { AcceptsNew = true })!;

        Assert.Equal(
            ["a Approved", "b Approved", "c Rejected", "p Approved", "q Approved", "r Rejected"],
            later.Tools.Select(static tool => $"{tool.Name} {tool.State}")
                .Concat(later.Prompts!.Select(static prompt => $"{prompt.Name} {prompt.State}")));
    }

    [Fact]
    public void Compile_WhatIsNotPinned_HasNone()
    {
        var stated = new ServerToolsRecord { Tools = [Records.Tool("a", "1")], DiscoveredAt = Now };

        Assert.Null(ServerPins.Compile(null, Quarantine, new PinBudget(0)));
        Assert.Null(ServerPins.Compile(stated, Quarantine, new PinBudget(0)));
        Assert.Null(ServerPins.Compile(Apply(null, Found("a=1"), Quarantine), PinRules.Off, new PinBudget(0)));
    }

    private static ServerToolsRecord Decide(ServerToolsRecord record, DefinitionKind kind, string name, bool isApproved) =>
        ServerPins.Decide(record, new HashSet<(DefinitionKind, string)> { (kind, name) }, isApproved);

    private static ServerToolsRecord? Apply(ServerToolsRecord? known, FoundTools found, PinRules rules) =>
        ToolMerge.Apply(known, found, Now, rules);

    private static FoundTools Found(params string[] tools) => new(
        [.. tools.Select(static tool => tool.Split('=')).Select(static parts => Records.Tool(parts[0], parts[1]))],
        "n", "1", null, "2025-06-18");

    private static FoundTools Texts(string instructions, params string[] items) => Found() with
    {
        Instructions = instructions.Length == 0 ? null : instructions,
        FullInstructions = ItemReader.Instructions(instructions),
        Prompts =
        [
            .. items.Where(static item => !item.Contains(':', StringComparison.Ordinal))
                .Select(static item => Item(DefinitionKind.Prompt, "name", item)),
        ],
        Resources =
        [
            .. items.Where(static item => item.Contains(':', StringComparison.Ordinal))
                .Select(static item => Item(DefinitionKind.Resource, "uri", item)),
        ],
    };

    private static PinnedItem Item(DefinitionKind kind, string key, string text)
    {
        var parts = text.Split('=');
        return ItemReader.Find(
            kind, JsonElement.Parse($$"""{"{{key}}":"{{parts[0]}}","name":"{{parts[0]}}","description":"{{parts[1]}}"}"""))!;
    }
}

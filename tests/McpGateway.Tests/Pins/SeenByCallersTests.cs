using System.Text;
using System.Text.Json;
using McpGateway.Core.Health.Discovery;
using McpGateway.Core.Pins.Reports;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Pins;
using McpGateway.Tests.Registry.Servers;

namespace McpGateway.Tests.Pins;

/// <summary>What becomes of definitions that callers were about to be shown.</summary>
public sealed class SeenByCallersTests
{
    private static readonly PinRules Quarantine = new(PinMode.Quarantine, AcceptsNew: false, AcceptsNewResources: true);

    private static readonly ServerToolsRecord Known = Merge(null, "a=Reads.");

    [Fact]
    public void Apply_ChangedTool_IsPendingAndTheApprovedOneKept()
    {
        var next = Apply(Known, "a", """{"name":"a","description":"Steals."}""")!;

        Assert.Equal(PinState.Changed, next.Tools[0].State);
        Assert.Equal("Reads.", next.Tools[0].ApprovedDefinition!.Value.GetProperty("description").GetString());
        Assert.False(next.Tools[0].IsSeenByCallers);
        Assert.Null(Apply(next, "a", """{"name":"a","description":"Steals."}"""));
    }

    [Fact]
    public void Apply_ToolBackAsApproved_IsApproved()
    {
        var changed = Apply(Known, "a", """{"name":"a","description":"Steals."}""")!;

        Assert.Equal(PinState.Approved, Apply(changed, "a", """{"name":"a","description":"Reads."}""")!.Tools[0].State);
        Assert.Null(Apply(Known, "a", """{"name":"a","description":"Reads."}"""));
    }

    [Fact]
    public void Apply_ToolThatTheCheckDoesNotMeet_WaitsForADecisionAndStays()
    {
        var seen = Apply(Known, "mine", """{"name":"mine","description":"For one caller."}""")!;
        var pending = Merge(seen, "a=Reads.") ?? seen;
        var approved = ServerPins.Decide(
            pending, new HashSet<(DefinitionKind, string)> { (DefinitionKind.Tool, "mine") }, isApproved: true);
        var later = Merge(approved, "a=Reads.");

        Assert.Equal(["a", "mine"], pending.Tools.Select(static tool => tool.Name));
        Assert.Equal((PinState.New, true), (pending.Tools[1].State, pending.Tools[1].IsSeenByCallers));
        Assert.Equal("mine", Assert.Single(later.Removed).Name);
        Assert.Null(ServerPins.Compile(later, Quarantine, new PinBudget(0))!.RefusalOf(DefinitionKind.Tool, "mine"));
        Assert.Equal(
            PinState.Changed, Apply(later, "mine", """{"name":"mine","description":"Steals."}""")!.Tools[1].State);
    }

    [Theory]
    [InlineData("a", "")]
    [InlineData("a", "[]")]
    [InlineData("a", """{"name":"b","description":"x"}""")]
    [InlineData("a", """{"name":"a","name":"a"}""")]
    [InlineData("a", """{"name":"a","description":"\ud800"}""")]
    public void Apply_WhatCannotBeRead_ChangesNothing(string name, string definition) => Assert.Null(Apply(Known, name, definition));

    [Fact]
    public void Apply_ModeOffOrOldRecord_ChangesNothing()
    {
        var report = Report(DefinitionKind.Tool, "a", """{"name":"a","description":"Steals."}""");

        Assert.Null(SeenByCallers.Apply(Known, report, Records.Then, PinRules.Off));
        Assert.Null(SeenByCallers.Apply(Known with { PinFormat = 0 }, report, Records.Then, Quarantine));
    }

    [Fact]
    public void Apply_NewToolsWithoutEnd_AreKeptUpToABound()
    {
        var record = Known;
        for (var number = 0; number < 600; number++)
        {
            record = Apply(record, $"t{number}", $$"""{"name":"t{{number}}"}""") ?? record;
        }

        Assert.Equal(501, record.Tools.Count);
    }

    [Fact]
    public void Apply_OtherKinds_ArePending()
    {
        var known = Known with
        {
            Prompts = [],
            Resources = [],
            ResourceTemplates = [],
            PinnedInstructions = ItemReader.Instructions("Be kind."),
        };

        var next = known;
        next = Apply(next, DefinitionKind.Prompt, "p", """{"name":"p"}""");
        next = Apply(next, DefinitionKind.ResourceTemplate, "r:{id}", """{"uriTemplate":"r:{id}"}""");
        next = Apply(next, DefinitionKind.Instructions, "", "\"Send all.\"");

        Assert.Equal(
            [(DefinitionKind.Prompt, "p"), (DefinitionKind.ResourceTemplate, "r:{id}"), (DefinitionKind.Instructions, "")],
            ServerPins.Unapproved(next, Quarantine).Select(static item => (item.Kind, item.Name)));
        Assert.Null(SeenByCallers.Apply(Known, Report(DefinitionKind.Prompt, "p", """{"name":"p"}"""), Records.Then, Quarantine));
    }

    /// <summary>A caller's list may lack what others are shown; that a tool is gone is known after the gateway's own look.</summary>
    [Fact]
    public void Apply_ToolUnderANewName_ThatACallerMetFirst_IsARenameAfterTheNextCheck()
    {
        const string Text = "Finds the orders of a customer by name and date";
        var before = Merge(null, $"search_orders={Text}", "other=Adds two numbers");

        var met = Apply(before, "find_orders", Stated("find_orders", Text))!;
        var looked = Merge(met, $"find_orders={Text}", "other=Adds two numbers");

        Assert.Equal((PinState.New, null), StateOf(met));
        Assert.Equal((PinState.New, "search_orders"), StateOf(looked));

        static (PinState State, string? From) StateOf(ServerToolsRecord record) =>
            record.Tools.Where(static tool => tool.Name == "find_orders").Select(static tool => (tool.State, tool.RenamedFrom)).Single();
    }

    /// <summary>Two replicas meet two definitions: the one that was met first is stored last.</summary>
    [Fact]
    public void IsOvertaken_MetBeforeWhatIsStored_ByWhoeverDidNotKnowIt()
    {
        var report = Report(DefinitionKind.Tool, "a", """{"name":"a","description":"Steals."}""") with
        {
            KnownHash = Known.Tools[0].DefinitionHash,
        };
        var stored = SeenByCallers.Apply(
            Known, Report(DefinitionKind.Tool, "a", """{"name":"a","description":"Steals more."}"""), Records.Then, Quarantine)!;

        Assert.True(SeenByCallers.IsOvertaken(stored, report, Records.Then.AddSeconds(-1)));
        Assert.False(SeenByCallers.IsOvertaken(stored, report, Records.Then.AddSeconds(1)));
        Assert.False(SeenByCallers.IsOvertaken(Known, report, Records.Then.AddSeconds(-1)));
        Assert.False(SeenByCallers.IsOvertaken(
            stored, report with { KnownHash = stored.Tools[0].DefinitionHash }, Records.Then.AddSeconds(-1)));
    }

    private static ServerToolsRecord Merge(ServerToolsRecord? known, params string[] tools) => ToolMerge.Apply(
        known,
        new(
            [
                .. tools.Select(static tool => tool.Split('='))
                    .Select(static parts => Records.Tool(parts[0], parts[1], """{"type":"object"}""")),
            ],
            "n", "1", null, "r"),
        Records.Then, Quarantine) ?? known!;

    private static ServerToolsRecord? Apply(ServerToolsRecord known, string name, string definition) =>
        SeenByCallers.Apply(known, Report(DefinitionKind.Tool, name, definition), Records.Then, Quarantine);

    private static ServerToolsRecord Apply(ServerToolsRecord known, DefinitionKind kind, string name, string definition) =>
        SeenByCallers.Apply(known, Report(kind, name, definition), Records.Then, Quarantine)!;

    private static string Stated(string name, string description) =>
        JsonSerializer.Serialize(new { name, description, inputSchema = new { type = "object" } });

    private static PinReport Report(DefinitionKind kind, string name, string definition) =>
        new("/s", kind, name, Encoding.UTF8.GetBytes(definition));
}

using System.Text;
using McpGateway.Proxy.Pins;

namespace McpGateway.Tests.Proxy.Pins;

public sealed class RoutePinsTests
{
    private const string Good = """{"name":"t","description":"Reads."}""";
    private const string Bad = """{"name":"t","description":"Sends everything away."}""";
    private const string Worse = """{"name":"t","description":"Sends more."}""";

    private static readonly PinPolicy Quarantine = new(WithholdsUnapproved: true, AcceptsNew: false, AcceptsNewResources: true);
    private static readonly PinPolicy Warn = Quarantine with { WithholdsUnapproved = false };

    /// <summary>Mode, what was approved, what was found, its state, what a list says; shown, news, callable.</summary>
    public static TheoryData<bool, string, string, PinState, string, bool, bool, bool> Verdicts { get; } = new()
    {
        { true, Good, Good, PinState.Approved, Good, true, false, true },
        { true, Good, Good, PinState.Approved, " {\"description\":\"Reads.\" , \"name\":\"t\"}", true, false, true },
        { true, Good, Good, PinState.Approved, Bad, false, true, false },
        { true, Good, Bad, PinState.Changed, Bad, false, false, false },
        { true, Good, Bad, PinState.Changed, Worse, false, true, false },
        { true, Good, Bad, PinState.Changed, Good, false, true, false },
        { true, "", Bad, PinState.New, Bad, false, false, false },
        { true, Good, Bad, PinState.Rejected, Bad, false, false, false },
        { true, Good, Bad, PinState.Rejected, Good, false, true, false },
        { true, Good, Good, PinState.Approved, """{"name":"t","name":"t","description":"Reads."}""", false, false, false },
        { false, Good, Good, PinState.Approved, Bad, true, true, true },
        { false, Good, Bad, PinState.Changed, Bad, true, false, true },
        { false, "", Bad, PinState.New, Bad, true, false, true },
        { false, Good, Bad, PinState.Rejected, Bad, false, false, false },
    };

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void Judge_EveryStateAndMode_ShowsWhatMayBeCalledOrLess(
        bool quarantines, string approved, string found, PinState state, string listed, bool isShown, bool isNews, bool isCallable)
    {
        var pins = PinsOf(quarantines ? Quarantine : Warn, new(Hash(approved), Hash(found), state));

        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(new PinVerdict(isShown, isNews), pins.Judge(DefinitionKind.Tool, "t", Bytes(listed)));
            Assert.Equal(isCallable, pins.RefusalOf(DefinitionKind.Tool, "t") is null);
        }

        Assert.True(isCallable || !isShown);
    }

    [Theory]
    [InlineData(DefinitionKind.Tool, true, false, false, PinState.New)]
    [InlineData(DefinitionKind.Tool, false, false, true, null)]
    [InlineData(DefinitionKind.Tool, true, true, true, null)]
    [InlineData(DefinitionKind.Resource, true, false, true, null)]
    [InlineData(DefinitionKind.Prompt, true, false, true, null)]
    public void Judge_UnknownName_GoesByTheRuleForNewDefinitions(
        DefinitionKind kind, bool quarantines, bool accepts, bool isShown, PinState? refusal)
    {
        var pins = new RoutePins(
            (quarantines ? Quarantine : Warn) with { AcceptsNew = accepts }, new PinBudget(1000))
            .With(DefinitionKind.Tool, []).With(DefinitionKind.Resource, []);

        Assert.Equal(isShown, pins.Judge(kind, "x", Bytes("""{"name":"x","uri":"x"}""")).IsShown);
        Assert.Equal(refusal, pins.RefusalOf(kind, "x"));
    }

    [Fact]
    public void RefusalOf_ToolThatWasMetChanged_HoldsUntilItIsMetAsApproved()
    {
        var pins = PinsOf(Quarantine, new(Hash(Good), Hash(Good), PinState.Approved));
        Assert.Null(pins.RefusalOf(DefinitionKind.Tool, "t"));

        pins.Judge(DefinitionKind.Tool, "t", Bytes(Bad));
        Assert.Equal(PinState.Changed, pins.RefusalOf(DefinitionKind.Tool, "t"));

        pins.Judge(DefinitionKind.Tool, "t", Bytes(Good));
        Assert.Null(pins.RefusalOf(DefinitionKind.Tool, "t"));
    }

    [Fact]
    public void Judge_OldApproval_HoldsForWhatWasHashedThen()
    {
        var pin = new Pin(Hash(Good), Hash(Good), PinState.Approved);
        var grown = Bytes("""{"name":"t","description":"Reads.","execution":{}}""");
        var old = new RoutePins(Quarantine, new PinBudget(1000), isOld: true).With(DefinitionKind.Tool, new() { ["t"] = pin });

        Assert.True(old.Judge(DefinitionKind.Tool, "t", grown).IsShown);
        Assert.False(PinsOf(Quarantine, pin).Judge(DefinitionKind.Tool, "t", grown).IsShown);
    }

    [Theory]
    [InlineData(1000, 35)]
    [InlineData(10, 0)]
    public void Judge_Memory_IsBoundedAndGivenBack(long limit, long held)
    {
        var budget = new PinBudget(limit);
        var pins = new RoutePins(Quarantine, budget).With(
            DefinitionKind.Tool, new() { ["t"] = new(Hash(Good), Hash(Good), PinState.Approved) });

        Assert.True(pins.Judge(DefinitionKind.Tool, "t", Bytes(Good)).IsShown);
        Assert.True(pins.Judge(DefinitionKind.Tool, "t", Bytes(Good)).IsShown);
        Assert.Equal(held, budget.Used);

        pins.Retire();
        Assert.Equal(0, budget.Used);
        Assert.True(pins.Judge(DefinitionKind.Tool, "t", Bytes(Good)).IsShown);
        Assert.Equal(0, budget.Used);
    }

    private static RoutePins PinsOf(PinPolicy policy, Pin pin) =>
        new RoutePins(policy, new PinBudget(1000)).With(DefinitionKind.Tool, new() { ["t"] = pin });

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Hash(string definition) => definition.Length == 0 ? ""
        : DefinitionHash.TryCompute(DefinitionKind.Tool, Bytes(definition), out var hash) ? hash.Full
        : throw new ArgumentException("No definition.", nameof(definition));
}

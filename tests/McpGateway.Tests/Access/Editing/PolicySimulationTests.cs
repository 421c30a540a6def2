using System.Text.Json;
using McpGateway.Access;
using McpGateway.Access.Editing;
using McpGateway.Access.Files;
using McpGateway.Foundation;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Access.Editing;

/// <summary>A draft decides as it would in force, and is never in force.</summary>
public sealed class PolicySimulationTests : IAsyncLifetime
{
    private const string Group = "registry-users-lob1";

    private static readonly PolicyDraft Stored = new(null, [], ReplacesAll: false);

    private AccessWorld _world = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private PolicySimulation Simulation => new(
        _world.Scopes, [new People()], new(new(), []), Options.Create(new AccessOptions()));

    public async ValueTask InitializeAsync() => _world = await AccessWorld.StartAsync();

    public ValueTask DisposeAsync()
    {
        _world.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("current_time_by_timezone", true)]
    [InlineData("other", false)]
    public async Task Execute_StoredPolicy_DecidesAsInForce(string tool, bool isAllowed)
    {
        var answer = await AskAsync(Stored, tool);

        Assert.Equal(isAllowed, answer);
        Assert.Equal(isAllowed, _world.Allows(Group, "currenttime", tool));
    }

    [Fact]
    public async Task Execute_ScopeOfTheDraft_StandsInPlaceOfTheStoredOne()
    {
        var scope = GroupFile.Read(JsonElement.Parse(
            $$"""
            {"scope_name": "{{Group}}", "group_mappings": ["{{Group}}"],
             "server_access": [{"server": "currenttime", "methods": ["tools/call"], "tools": ["other"]}]}
            """));

        Assert.True(await AskAsync(Stored with { Scopes = [scope] }, "other"));
        Assert.False(await AskAsync(Stored with { Scopes = [scope] }, "current_time_by_timezone"));
        Assert.False(_world.Allows(Group, "currenttime", "other"));
    }

    [Fact]
    public async Task Execute_FileThatReplacesAll_LeavesNothing()
    {
        var draft = new PolicyDraft("other:\n  - server: a\n    methods: [all]\n    tools: [all]\n", [], ReplacesAll: true);

        Assert.False(await AskAsync(draft, "current_time_by_timezone"));
    }

    [Fact]
    public async Task Execute_KnownPerson_HasTheScopesOfTheirGroups()
    {
        var question = new AccessQuestion("currenttime", "tools/call", "current_time_by_timezone") { User = "maria" };

        var answers = await Simulation.ExecuteAsync(Callers.Admin, Stored, [question], Cancellation);

        Assert.True(Assert.Single(answers.Value!).Allowed);
    }

    [Fact]
    public async Task Execute_SomebodyUnknownOrNobody_IsRefused()
    {
        var unknown = new AccessQuestion("currenttime", null, null) { User = "nobody" };

        Assert.Equal(
            ErrorKind.NotFound, (await Simulation.ExecuteAsync(Callers.Admin, Stored, [unknown], Cancellation)).Error?.Kind);
        Assert.Equal(
            ErrorKind.Invalid,
            (await Simulation.ExecuteAsync(Callers.Admin, Stored, [unknown with { User = null }], Cancellation)).Error?.Kind);
    }

    [Fact]
    public async Task Execute_DraftThatCannotBeRead_SaysWhere() => Assert.Contains(
        "YAML",
        (await Simulation.ExecuteAsync(Callers.Admin, Stored with { File = "a: {" }, [], Cancellation)).Error?.Detail,
        StringComparison.Ordinal);

    [Fact]
    public async Task Execute_NoAdministrator_IsForbidden() => Assert.Equal(
        ErrorKind.Forbidden, (await Simulation.ExecuteAsync(Callers.With(), Stored, [], Cancellation)).Error?.Kind);

    private async Task<bool> AskAsync(PolicyDraft draft, string tool)
    {
        var question = new AccessQuestion("currenttime", "tools/call", tool) { Groups = [Group] };
        var answers = await Simulation.ExecuteAsync(Callers.Admin, draft, [question], Cancellation);
        return Assert.Single(answers.Value!).Allowed;
    }

    private sealed class People : IKnownAccounts
    {
        public Task<KnownUser?> FindAsync(string name, CancellationToken cancellationToken) =>
            Task.FromResult<KnownUser?>(name == "maria" ? new("maria", [Group], IsEnabled: true, "local:maria") : null);
    }
}

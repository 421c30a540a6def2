using McpGateway.Access.Editing;
using McpGateway.Core.Egress.Connections;
using McpGateway.Core.Egress.Settings;
using McpGateway.Core.Egress.Storage;
using McpGateway.Core.Health.Checks;
using McpGateway.Core.Health.History;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Settings;
using static McpGateway.IntegrationTests.Registry.TestScopes;

namespace McpGateway.IntegrationTests.Registry;

/// <summary>Who may run the operations behind the pages. What each caller holds is told in <see cref="TestScopes"/>.</summary>
public sealed class OperationTableTests
{
    private const string Ok = "done";
    private const string Forbidden = nameof(ErrorKind.Forbidden);
    private const string NotFound = nameof(ErrorKind.NotFound);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]

    // Test a connection: of a new server, who may register anywhere; of a registered one, who may modify it.
    [InlineData(Admin, "test", "/new", Ok)]
    [InlineData(Owner, "test", "/new", Ok)]
    [InlineData(Operator, "test", "/new", Ok)]
    [InlineData(User, "test", "/new", Forbidden)]
    [InlineData(UseOnly, "test", "/new", Forbidden)]
    [InlineData(Anonymous, "test", "/new", Forbidden)]
    [InlineData(Admin, "test", "/other", Ok)]
    [InlineData(Operator, "test", "/currenttime", Ok)]
    [InlineData(Operator, "test", "/other", Forbidden)]
    [InlineData(Owner, "test", "/other", Forbidden)]
    [InlineData(User, "test", "/currenttime", Forbidden)]
    [InlineData(NoAccess, "test", "/currenttime", Forbidden)]
    [InlineData(Anonymous, "test", "/currenttime", Forbidden)]

    // Headers of a server.
    [InlineData(Admin, "set header", "/other", Ok)]
    [InlineData(Operator, "set header", "/currenttime", Ok)]
    [InlineData(Operator, "set header", "/other", Forbidden)]
    [InlineData(User, "set header", "/currenttime", Forbidden)]
    [InlineData(UseOnly, "set header", "/currenttime", Forbidden)]
    [InlineData(NoAccess, "set header", "/currenttime", Forbidden)]
    [InlineData(Anonymous, "set header", "/currenttime", Forbidden)]
    [InlineData(Admin, "set header", "/missing", NotFound)]
    [InlineData(Admin, "remove header", "/other", Ok)]
    [InlineData(Operator, "remove header", "/currenttime", Ok)]
    [InlineData(Operator, "remove header", "/other", Forbidden)]
    [InlineData(User, "remove header", "/currenttime", Forbidden)]
    [InlineData(NoAccess, "remove header", "/currenttime", Forbidden)]
    [InlineData(Anonymous, "remove header", "/currenttime", Forbidden)]

    // Egress settings. Whoever may not use a server does not learn whether there is one.
    [InlineData(Admin, "read egress", "/other", Ok)]
    [InlineData(Operator, "read egress", "/currenttime", Ok)]
    [InlineData(Operator, "read egress", "/other", NotFound)]
    [InlineData(User, "read egress", "/currenttime", Forbidden)]
    [InlineData(UseOnly, "read egress", "/currenttime", Forbidden)]
    [InlineData(NoAccess, "read egress", "/currenttime", NotFound)]
    [InlineData(Anonymous, "read egress", "/currenttime", NotFound)]
    [InlineData(Admin, "save egress", "/other", Ok)]
    [InlineData(Operator, "save egress", "/currenttime", Ok)]
    [InlineData(Operator, "save egress", "/other", NotFound)]
    [InlineData(User, "save egress", "/currenttime", Forbidden)]
    [InlineData(UseOnly, "save egress", "/currenttime", Forbidden)]
    [InlineData(NoAccess, "save egress", "/currenttime", NotFound)]
    [InlineData(Anonymous, "save egress", "/currenttime", NotFound)]
    [InlineData(Admin, "save own token", "/other", Ok)]
    [InlineData(Operator, "save own token", "/currenttime", Ok)]
    [InlineData(Operator, "save own token", "/other", NotFound)]
    [InlineData(User, "save own token", "/currenttime", Forbidden)]
    [InlineData(UseOnly, "save own token", "/currenttime", Forbidden)]
    [InlineData(NoAccess, "save own token", "/currenttime", NotFound)]
    [InlineData(Anonymous, "save own token", "/currenttime", NotFound)]
    [InlineData(Operator, "remove egress", "/currenttime", Ok)]
    [InlineData(User, "remove egress", "/currenttime", Forbidden)]
    [InlineData(NoAccess, "remove egress", "/currenttime", NotFound)]
    [InlineData(Anonymous, "remove egress", "/currenttime", NotFound)]

    // A user's own account: whoever may use the server.
    [InlineData(User, "see account", "/currenttime", Ok)]
    [InlineData(UseOnly, "see account", "/currenttime", Ok)]
    [InlineData(Operator, "see account", "/currenttime", Ok)]
    [InlineData(NoAccess, "see account", "/currenttime", NotFound)]
    [InlineData(Owner, "see account", "/currenttime", NotFound)]
    [InlineData(Anonymous, "see account", "/currenttime", NotFound)]
    [InlineData(User, "disconnect", "/currenttime", NotFound)]

    // History: whoever may use the server.
    [InlineData(Admin, "history", "/other", Ok)]
    [InlineData(User, "history", "/currenttime", Ok)]
    [InlineData(UseOnly, "history", "/currenttime", Ok)]
    [InlineData(User, "history", "/other", Forbidden)]
    [InlineData(NoAccess, "history", "/currenttime", Forbidden)]
    [InlineData(Anonymous, "history", "/currenttime", Forbidden)]
    [InlineData(Admin, "history", "/missing", NotFound)]
    public async Task Caller_Operation_Server_Outcome(string caller, string operation, string server, string outcome)
    {
        await using var world = await OperationWorld.StartAsync();
        if (operation is "remove egress" or "see account")
        {
            Assert.Null(await SaveAsync(world, Admin, server));
        }

        Assert.Equal(outcome, Shown(await TryAsync(world, caller, operation, server)));
    }

    [Theory]

    // The access policy and the configuration: administrators only, whatever else somebody holds.
    [InlineData(Admin, Ok)]
    [InlineData(Operator, Forbidden)]
    [InlineData(Owner, Forbidden)]
    [InlineData(User, Forbidden)]
    [InlineData(UseOnly, Forbidden)]
    [InlineData(NoAccess, Forbidden)]
    [InlineData(Anonymous, Forbidden)]
    public async Task Caller_PolicyAndConfiguration_Outcome(string caller, string outcome)
    {
        await using var world = await OperationWorld.StartAsync();
        var (who, editor) = (world.Caller(caller), world.Get<ScopeEditor>());
        var scope = (await editor.FindAsync(world.Caller(Admin), User, Cancel)).Value!;
        var changed = scope.Value with { Rules = [new("*", ["all"], ["all"])] };

        var outcomes = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["list"] = Shown((await editor.ListAsync(who, Cancel)).Error),
            ["find"] = Shown((await editor.FindAsync(who, User, Cancel)).Error),
            ["preview"] = Shown((await editor.PreviewAsync(who, changed, Cancel)).Error),
            ["save"] = Shown((await editor.SaveAsync(who, changed, scope.Version, Cancel)).Error),
            ["settings"] = Shown(world.Get<SettingsQueries>().List(who).Error),
        };

        Assert.All(outcomes, known => Assert.True(known.Value == outcome, $"{known.Key}: {known.Value}"));
        var rules = (await editor.FindAsync(world.Caller(Admin), User, Cancel)).Value!.Value.Rules;
        Assert.Equal(outcome == Ok, rules[0].Server == "*");
    }

    private static string Shown(Error? error) => error?.Kind.ToString() ?? Ok;

    private static async Task<Error?> TryAsync(OperationWorld world, string caller, string operation, string server)
    {
        var who = world.Caller(caller);
        return operation switch
        {
            "test" => (await world.Get<TestServer>().ExecuteAsync(who, Draft(server), Cancel)).Error,
            "set header" => (await world.Get<EditHeaders>().SetAsync(who, server, new("X-New", "value"), Cancel)).Error,
            "remove header" => (await world.Get<EditHeaders>().RemoveAsync(who, server, "X-Stored", Cancel)).Error,
            "read egress" => (await world.Get<ServerEgress>().FindAsync(who, server, Cancel)).Error,
            "save egress" => await SaveAsync(world, caller, server),
            "save own token" => (await world.Get<ServerEgress>().SaveAsync(
                who, server, new()
                {
                    Mode = EgressMode.ClientCredentials,
                    Provider = EgressChoices.Upstream,
                    ClientId = "gateway",
                }, "a secret", Cancel)).Error,
            "remove egress" => (await world.Get<ServerEgress>().RemoveAsync(who, server, Cancel)).Error,
            "see account" =>
                await world.Get<ServerAccounts>().FindAsync(who, server, Cancel) is null ? new Error(ErrorKind.NotFound, "") : null,
            "disconnect" => (await world.Get<ServerAccounts>().DisconnectAsync(who, server, Cancel)).Error,
            "history" => (await world.Get<HealthHistoryQueries>().FindAsync(who, server, Cancel)).Error,
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "not an operation"),
        };
    }

    private static async Task<Error?> SaveAsync(OperationWorld world, string caller, string server) =>
        (await world.Get<ServerEgress>().SaveAsync(
        world.Caller(caller), server, new()
        {
            Mode = EgressMode.UserOAuth,
            Provider = "github",
            ClientId = "gateway",
        }, "a secret", Cancel)).Error;

    private static ServerRegistration Draft(string path) =>
        new() { Name = "N", Description = "d", Path = path, ProxyPassUrl = "http://127.0.0.1:1/mcp" };
}

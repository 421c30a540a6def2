using McpGateway.Access;
using McpGateway.Access.Editing;
using McpGateway.Access.Files;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using McpGateway.Proxy.Routing;
using McpGateway.Tests.Access.Groups;

namespace McpGateway.Tests.Access.Editing;

public sealed class AccessOperationsTests
{
    private static readonly AccessQuestion Question = new("currenttime", "tools/call", "current_time_by_timezone");

    [Theory]
    [InlineData("registry-users-lob1", "", "", true)]
    [InlineData("", "registry-users-lob1", "", true)]
    [InlineData("", "", "ann", true)]
    [InlineData("", "", "bob", false)]
    [InlineData("registry-users-lob2", "registry-users-lob1", "ann", false)]
    [InlineData("", "registry-users-lob2", "ann", false)]
    public async Task Explain_FirstOfScopesGroupsAndUser_Counts(string scope, string group, string user, bool allowed)
    {
        using var world = await AccessWorld.StartAsync();
        var question = Question with { Scopes = Of(scope), Groups = Of(group), User = user };

        var explained = await Operations(world).ExplainAsync(AccessWorld.Admin, question, AccessWorld.Cancellation);

        Assert.Equal(allowed, explained.Value!.Allowed);

        static string[] Of(string name) => name.Length == 0 ? [] : [name];
    }

    [Theory]
    [InlineData("/", "ann", ErrorKind.Invalid, "State the server: server=currenttime")]
    [InlineData("", "ann", ErrorKind.Invalid, "State the server: server=currenttime")]
    [InlineData("s", "", ErrorKind.Invalid, "State whose access is asked about: user=, groups= or scopes=")]
    [InlineData("s", null, ErrorKind.Invalid, "State whose access is asked about: user=, groups= or scopes=")]
    [InlineData("s", "eve", ErrorKind.NotFound, "User 'eve' is not known here; ask with groups= or scopes= instead")]
    public async Task Explain_BadQuestion_SaysWhatIsMissing(string server, string? user, ErrorKind kind, string detail)
    {
        using var world = await AccessWorld.StartAsync();

        var explained = await Operations(world).ExplainAsync(
            AccessWorld.Admin, new AccessQuestion(server, null, null) { User = user }, AccessWorld.Cancellation);

        Assert.Equal(new Error(kind, detail), explained.Error);
    }

    [Fact]
    public async Task OrdinaryCaller_LearnsNothingOfThePolicy()
    {
        using var world = await AccessWorld.StartAsync();
        var caller = Callers.With("registry-admins");

        Assert.Equal(
            ErrorKind.Forbidden,
            (await Operations(world).ExplainAsync(caller, Question with { User = "ann" }, AccessWorld.Cancellation)).Error!.Kind);
        Assert.Equal(ErrorKind.Forbidden, (await Operations(world).ExportAsync(caller, AccessWorld.Cancellation)).Error!.Kind);
    }

    [Fact]
    public async Task Export_ThenReplaceAll_LeavesEveryDecisionAsItWas()
    {
        using var world = await AccessWorld.StartAsync();
        var before = await world.Scopes.ListAsync(AccessWorld.Cancellation);
        var text = (await Operations(world).ExportAsync(AccessWorld.Admin, AccessWorld.Cancellation)).Value!;

        var imported = (await world.Import.ApplyAsync(AccessWorld.Admin, text, replaceAll: true, AccessWorld.Cancellation)).Value!;

        Assert.Empty(imported.Problems);
        Assert.Empty(imported.Deleted);
        var after = await world.Scopes.ListAsync(AccessWorld.Cancellation);
        Assert.Equal(
            before.Select(scope => (scope.Key, scope.Value.Description)), after.Select(scope => (scope.Key, scope.Value.Description)));
        Assert.Equal(
            before.SelectMany(scope => scope.Value.Rules).Select(
                rule => $"{rule.Server} {string.Join(',', rule.Methods)} {string.Join(',', rule.Tools)}"),
            after.SelectMany(scope => scope.Value.Rules).Select(
                rule => $"{rule.Server} {string.Join(',', rule.Methods)} {string.Join(',', rule.Tools)}"));
    }

    [Fact]
    public async Task Import_ReplaceAll_DeletesTheOthers_UnlessNoAdministratorIsLeft()
    {
        using var world = await AccessWorld.StartAsync();
        var admins = ScopesYaml.Write([await world.ScopeAsync("registry-admins")]);

        var refused = await world.Import.ApplyAsync(AccessWorld.Admin, "team: []\n", replaceAll: true, AccessWorld.Cancellation);
        Assert.Equal(ErrorKind.Forbidden, refused.Error!.Kind);
        Assert.Equal(7, (await world.Scopes.ListAsync(AccessWorld.Cancellation)).Count);

        var imported = (await world.Import.ApplyAsync(AccessWorld.Admin, admins, replaceAll: true, AccessWorld.Cancellation)).Value!;
        Assert.Equal(6, imported.Deleted.Count);
        Assert.Equal("registry-admins", Assert.Single(await world.Scopes.ListAsync(AccessWorld.Cancellation)).Key);
    }

    [Fact]
    public async Task Import_WithProblems_WritesNothing_AndWhatChangesNothing_NeitherWrites()
    {
        using var world = await AccessWorld.StartAsync();

        var broken =
            (await world.Import.ApplyAsync(AccessWorld.Admin, "good: []\nbad: [7]\n", replaceAll: false, AccessWorld.Cancellation)).Value!;
        var empty = (await world.Import.ApplyAsync(AccessWorld.Admin, "{}", replaceAll: false, AccessWorld.Cancellation)).Value!;

        Assert.Equal((1, 0, 0), (broken.Problems.Count, broken.Written.Count, broken.Deleted.Count));
        Assert.Equal((0, 0, 0), (empty.Problems.Count, empty.Written.Count, empty.Deleted.Count));
        Assert.Null(await world.Scopes.FindAsync("good", AccessWorld.Cancellation));
    }

    [Fact]
    public async Task Import_KnownScope_KeepsWhenItWasMade()
    {
        using var world = await AccessWorld.StartAsync();
        var before = await world.ScopeAsync("public-mcp-users");

        var imported =
            (await world.Import.ApplyAsync(AccessWorld.Admin, "public-mcp-users: []\nnew: []\n", false, AccessWorld.Cancellation)).Value!;

        Assert.Equal(["new", "public-mcp-users"], imported.Written.Order(StringComparer.Ordinal));
        Assert.Equal(before.CreatedAt, (await world.ScopeAsync("public-mcp-users")).CreatedAt);
        Assert.NotNull((await world.ScopeAsync("new")).CreatedAt);
    }

    [Theory]
    [InlineData(true, null, true, "g,id-1")]
    [InlineData(true, "away", false, "g")]
    [InlineData(false, null, false, "g")]
    public async Task ImportGroup_IsStored_EvenWhenTheProviderIsAway(bool create, string? failure, bool isInDirectory, string mappings)
    {
        using var world = await AccessWorld.StartAsync(new FakeDirectory { StatesGroupsById = true, Failure = failure });

        var imported = await world.Import.ApplyGroupAsync(
            AccessWorld.Admin, new GroupFile(Group("g"), create, []), AccessWorld.Cancellation);

        Assert.Equal(("g", isInDirectory), (imported.Value!.Name, imported.Value.IsInDirectory));
        Assert.Equal(mappings, string.Join(',', (await world.ScopeAsync("g")).GroupMappings));
    }

    [Fact]
    public async Task ImportGroup_Refused_AsListed()
    {
        using var world = await AccessWorld.StartAsync();
        var problems = new GroupFile(Group("g"), false, [new(1, "g", "one"), new(2, "g", "two")]);

        Assert.Equal(
            ErrorKind.Forbidden, (await world.Import.ApplyGroupAsync(Callers.With(), problems, AccessWorld.Cancellation)).Error!.Kind);
        Assert.Equal(
            new Error(ErrorKind.Invalid, "one; two"),
            (await world.Import.ApplyGroupAsync(AccessWorld.Admin, problems, AccessWorld.Cancellation)).Error);

        await world.Groups.DeleteAsync(AccessWorld.Admin, "mcp-registry-admin", false, force: true, AccessWorld.Cancellation);
        var last = await world.Import.ApplyGroupAsync(
            AccessWorld.Admin, new GroupFile(Group("registry-admins"), false, []), AccessWorld.Cancellation);
        Assert.Equal(ErrorKind.Forbidden, last.Error!.Kind);
    }

    private static ScopeRecord Group(string name) => new() { Name = name, GroupMappings = [name] };

    private static AccessOperations Operations(AccessWorld world)
    {
        var routes = new RouteTableHolder();
        return new(world.Holder, world.Scopes, routes, new(routes, []), [new Nobody(), new Users()]);
    }

    private sealed class Nobody : IKnownAccounts
    {
        public Task<KnownUser?> FindAsync(string name, CancellationToken cancellationToken) => Task.FromResult<KnownUser?>(null);
    }

    private sealed class Users : IKnownAccounts
    {
        public Task<KnownUser?> FindAsync(string name, CancellationToken cancellationToken) => Task.FromResult(name switch
        {
            "ann" => new KnownUser("ann", ["registry-users-lob1"], IsEnabled: true, "local:ann"),
            "bob" => new KnownUser("bob", [], IsEnabled: true, "local:bob"),
            _ => null,
        });
    }
}

using System.Net;
using System.Text.Json;
using McpGateway.Access.Scopes;
using McpGateway.Identity.Signing;

namespace McpGateway.IntegrationTests.Identity.Management;

/// <summary>What clients of the management API may rely on, wherever the accounts are kept.</summary>
public abstract class ManagementContract
{
    private protected const string Users = "/api/management/iam/users";
    private protected const string Groups = "/api/management/iam/groups";

    private const string BobsPassword = "A long enough 1";

    private protected abstract Task<ManagedWorld> StartAsync();

    [Fact]
    public async Task People_CreatedListedAndDeleted_AnswerAsTheContractSays()
    {
        await using var world = await StartAsync();
        var (host, admin) = (world.Host, await world.Host.SignInAsync());
        var name = world.NameOf("bob");

        using var created = await host.PostAsync(Users + "/human", Person("bob", "public-mcp-users"), admin);
        using var again = await host.PostAsync(Users + "/human", Person("bob", "public-mcp-users"), admin);
        using var listed = await host.GetAsync(Users + "?search=bo&limit=10", admin);
        using var deleted = await host.SendAsync(HttpMethod.Delete, $"{Users}/{name}", headers: admin);
        using var missing = await host.SendAsync(HttpMethod.Delete, $"{Users}/{name}", headers: admin);

        var body = await AuthHost.JsonAsync(created);
        Assert.Equal(HttpStatusCode.OK, created.StatusCode);
        Assert.False(string.IsNullOrEmpty(Text(body, "id")));
        Assert.Equal(
            (name, "bob@example.org", "First", "Last", true, """["public-mcp-users"]"""),
            (Text(body, "username"), Text(body, "email"), Text(body, "firstName"), Text(body, "lastName"), body.GetProperty("enabled")
                .GetBoolean(), body.GetProperty("groups").ToString()));
        Assert.Equal((HttpStatusCode.BadRequest, "User 'bob' already exists"), (again.StatusCode, await AuthHost.DetailAsync(again)));
        var found = await AuthHost.JsonAsync(listed);
        Assert.Equal(1, found.GetProperty("total").GetInt32());
        Assert.Equal(body.ToString(), found.GetProperty("users")[0].ToString());
        Assert.Equal($$"""{"username":"{{name}}","deleted":true}""", (await AuthHost.JsonAsync(deleted)).ToString());
        Assert.Equal(
            (HttpStatusCode.BadRequest, $"User or M2M account '{name}' not found"),
            (missing.StatusCode, await AuthHost.DetailAsync(missing)));
        Check(world, BobsPassword);
    }

    [Fact]
    public async Task Accounts_InAGroupThatIsNotThere_AreNotMade()
    {
        await using var world = await StartAsync();
        var (host, admin) = (world.Host, await world.Host.SignInAsync());

        using var person = await host.PostAsync(Users + "/human", Person("eve", "public-mcp-users", "nowhere"), admin);
        using var machine = await host.PostAsync(
            Users + "/m2m", new { name = "eve-agent", groups = (string[])["public-mcp-users", "nowhere"] }, admin);
        using var none = await host.PostAsync(Users + "/m2m", new { name = "eve-agent", groups = (string[])[" "] }, admin);
        using var listed = await host.GetAsync(Users + "?search=eve", admin);

        var detail = world.UnknownGroup("nowhere");
        Assert.Equal((HttpStatusCode.BadRequest, detail), (person.StatusCode, await AuthHost.DetailAsync(person)));
        Assert.Equal((HttpStatusCode.BadRequest, detail), (machine.StatusCode, await AuthHost.DetailAsync(machine)));
        Assert.Equal(
            (HttpStatusCode.BadRequest, "At least one group must be provided"), (none.StatusCode, await AuthHost.DetailAsync(none)));
        Assert.Equal(0, (await AuthHost.JsonAsync(listed)).GetProperty("total").GetInt32());
        Check(world);
    }

    [Fact]
    public async Task People_Changed_AreInTheGroupsTheyWereGivenAndNoOthers()
    {
        await using var world = await StartAsync();
        var (host, admin) = (world.Host, await world.Host.SignInAsync());
        using var created = await host.PostAsync(Users + "/human", Person("bob", "public-mcp-users"), admin);
        var path = $"{Users}/{world.NameOf("bob")}";

        using var changed = await host.SendAsync(
            HttpMethod.Patch, path, new
            {
                enabled = false,
                groups = (string[])["mcp-registry-user"],
                password = "Another long 1",
            }, headers: admin);
        using var refused = await host.SendAsync(
            HttpMethod.Patch, path, new { enabled = true, groups = (string[])["nowhere"] }, headers: admin);
        using var listed = await host.GetAsync(Users + "?search=bob", admin);
        using var missing = await host.SendAsync(HttpMethod.Patch, Users + "/nobody", new { enabled = false }, headers: admin);

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        foreach (var body in (JsonElement[])[await AuthHost.JsonAsync(changed), (await AuthHost.JsonAsync(listed)).GetProperty("users")[0]])
        {
            Assert.Equal((false, """["mcp-registry-user"]"""),
                (body.GetProperty("enabled").GetBoolean(), body.GetProperty("groups").ToString()));
        }

        Assert.Equal((HttpStatusCode.BadRequest, world.UnknownGroup("nowhere")), (refused.StatusCode, await AuthHost.DetailAsync(refused)));
        Assert.Equal(
            (HttpStatusCode.BadRequest, "User or M2M account 'nobody' not found"),
            (missing.StatusCode, await AuthHost.DetailAsync(missing)));
        Check(world, BobsPassword, "Another long 1");
    }

    [Theory]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task People_DeletedOrDisabled_LoseWhatWasIssuedToThemAtOnce(string method)
    {
        await using var world = await StartAsync();
        var (host, admin) = (world.Host, await world.Host.SignInAsync());
        using var created = await host.PostAsync(Users + "/human", Person("bob", "public-mcp-users"), admin);
        var token = Issue(world, Text(await AuthHost.JsonAsync(created), "id")!);
        using var before = await host.GetAsync("/api/auth/me", AuthHost.Bearer(token));
        host.Clock.Advance(TimeSpan.FromSeconds(5));

        using var taken = await host.SendAsync(
            new HttpMethod(method), $"{Users}/{world.NameOf("bob")}", method == "PATCH" ? new { enabled = false } : null, headers: admin);
        using var after = await host.GetAsync("/api/auth/me", AuthHost.Bearer(token));

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Unauthorized), (before.StatusCode, taken.StatusCode, after.StatusCode));
        Check(world);
    }

    [Fact]
    public async Task ServiceAccounts_CreatedListedAndDeleted_AnswerAsTheContractSays()
    {
        await using var world = await StartAsync();
        var (host, admin) = (world.Host, await world.Host.SignInAsync());

        using var created = await host.PostAsync(
            Users + "/m2m", new
            {
                name = "agent-1",
                groups = (string[])["public-mcp-users", "mcp-registry-user"],
                description = "An agent",
            }, admin);
        using var listed = await host.GetAsync(Users + "?search=agent", admin);
        using var deleted = await host.SendAsync(HttpMethod.Delete, Users + "/agent-1", headers: admin);
        using var missing = await host.SendAsync(HttpMethod.Delete, Users + "/agent-1", headers: admin);
        using var afterwards = await host.GetAsync(Users + "?search=agent", admin);

        var body = await AuthHost.JsonAsync(created);
        Assert.Equal(HttpStatusCode.OK, created.StatusCode);
        Assert.Equal(
            ["client_id", "client_uuid", "service_account_user_id", "client_secret", "groups"],
            body.EnumerateObject().Select(member => member.Name == "service_principal_id" ? "service_account_user_id" : member.Name));
        Assert.All(body.EnumerateObject(), member => Assert.NotEqual("", member.Value.ToString()));
        Assert.Equal("""["public-mcp-users","mcp-registry-user"]""", body.GetProperty("groups").ToString());
        var account = Assert.Single((await AuthHost.JsonAsync(listed)).GetProperty("users").EnumerateArray());
        Assert.Equal(
            ("agent-1", "M2M", "Service Account", "agent-1@service-account.local", true),
            (Text(account, "username"), Text(
                account, "firstName"), Text(account, "lastName"), Text(account, "email"), account.GetProperty("enabled").GetBoolean()));
        Assert.Equal(
            ["mcp-registry-user", "public-mcp-users"],
            account.GetProperty("groups").EnumerateArray().Select(group => group.GetString()).Order(StringComparer.Ordinal));
        Assert.Equal("""{"username":"agent-1","deleted":true}""", (await AuthHost.JsonAsync(deleted)).ToString());
        Assert.Equal(
            (HttpStatusCode.BadRequest, "User or M2M account 'agent-1' not found"),
            (missing.StatusCode, await AuthHost.DetailAsync(missing)));
        Assert.Equal(0, (await AuthHost.JsonAsync(afterwards)).GetProperty("total").GetInt32());
        Check(world, Text(body, "client_secret")!);
    }

    [Fact]
    public async Task Groups_CreatedListedAndDeleted_TakeTheirScopeAlong()
    {
        await using var world = await StartAsync();
        var (host, admin) = (world.Host, await world.Host.SignInAsync());
        var scopes = (ScopeRepository)host.Services.GetService(typeof(ScopeRepository))!;

        using var created = await host.PostAsync(Groups, new { name = "team-a", description = "A team" }, admin);
        using var again = await host.PostAsync(Groups, new { name = "team-a" }, admin);
        using var listed = await host.GetAsync(Groups, admin);
        var scope = await scopes.FindAsync("team-a", TestContext.Current.CancellationToken);
        using var deleted = await host.SendAsync(HttpMethod.Delete, Groups + "/team-a", headers: admin);
        using var missing = await host.SendAsync(HttpMethod.Delete, Groups + "/team-a", headers: admin);

        var body = await AuthHost.JsonAsync(created);
        Assert.Equal(
            (HttpStatusCode.OK, "team-a", "/team-a", """{"description":["A team"]}"""),
            (created.StatusCode, Text(body, "name"), Text(body, "path"), body.GetProperty("attributes").ToString()));
        Assert.Equal((HttpStatusCode.BadRequest, "Group 'team-a' already exists"), (again.StatusCode, await AuthHost.DetailAsync(again)));
        Assert.Contains(
            (await AuthHost.JsonAsync(listed)).GetProperty("groups").EnumerateArray(), group => group.ToString() == body.ToString());

        Assert.Contains(world.StatedGroup("team-a", Text(body, "id")!), scope!.Value.GroupMappings);
        Assert.Equal("""{"name":"team-a","deleted":true}""", (await AuthHost.JsonAsync(deleted)).ToString());
        Assert.Equal((HttpStatusCode.NotFound, "Group 'team-a' not found"), (missing.StatusCode, await AuthHost.DetailAsync(missing)));
        Assert.Null(await scopes.FindAsync("team-a", TestContext.Current.CancellationToken));
        Check(world);
    }

    [Fact]
    public async Task EveryRoute_CallerWithoutAdministration_IsRefused()
    {
        await using var world = await StartAsync();
        var (host, admin) = (world.Host, await world.Host.SignInAsync());
        using var created = await host.PostAsync(Users + "/human", Person("bob", "public-mcp-users"), admin);
        var bob = AuthHost.Bearer(Issue(world, Text(await AuthHost.JsonAsync(created), "id")!));
        (HttpMethod Method, string Path, object? Body)[] routes =
        [
            (HttpMethod.Get, Users, null),
            (HttpMethod.Get, Groups, null),
            (HttpMethod.Post, Users + "/human", Person("eve", "public-mcp-users")),
            (HttpMethod.Post, Users + "/m2m", new { name = "eve", groups = (string[])["public-mcp-users"] }),
            (HttpMethod.Patch, $"{Users}/{world.NameOf("bob")}", new { groups = (string[])["registry-admins"] }),
            (HttpMethod.Delete, $"{Users}/{world.NameOf("bob")}", null),
            (HttpMethod.Post, Groups, new { name = "team-a" }),
            (HttpMethod.Delete, Groups + "/public-mcp-users", null),
        ];

        foreach (var (method, path, body) in routes)
        {
            using var answer = await host.SendAsync(method, path, body, headers: bob);
            Assert.Equal(
                (HttpStatusCode.Forbidden, "Administrator permissions are required for this operation"), (
                    answer.StatusCode, await AuthHost.DetailAsync(answer)));
        }
    }

    private protected static object Person(string name, params string[] groups) => new
    {
        username = name,
        email = name + "@example.org",
        firstname = "First",
        lastname = "Last",
        groups,
        password = BobsPassword,
    };

    private static void Check(ManagedWorld world, params string[] secrets)
    {
        Assert.Empty(world.Violations);
        Assert.DoesNotContain(world.Host.Logs.Lines, line => secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal)));
    }

    /// <summary>A token that this gateway vended to bob.</summary>
    private static string Issue(ManagedWorld world, string id) =>
        ((ITokenIssuer)world.Host.Services.GetService(typeof(ITokenIssuer))!).Issue(new()
        {
            Subject = world.SubjectOf(id, "bob"),
            UserName = world.NameOf("bob"),
            Groups = ["public-mcp-users"],
            Scopes = ["public-mcp-users"],
            ExpiresAt = world.Host.Clock.GetUtcNow() + TimeSpan.FromHours(1),
            AuthMethod = "oauth2",
            Provider = world.Provider,
            ClientId = "user-generated",
        }).Text;

    private protected static string? Text(JsonElement body, string name) => body.GetProperty(name).GetString();
}

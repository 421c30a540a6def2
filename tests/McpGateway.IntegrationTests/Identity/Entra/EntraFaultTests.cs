using System.Net;
using McpGateway.Identity.Accounts;

namespace McpGateway.IntegrationTests.Identity.Entra;

/// <summary>
/// Entra ID away, slow, forgetful, hostile or without the permissions: nothing half-made stays, and answers say what to do.
/// </summary>
public sealed class EntraFaultTests
{
    private const string Users = "/api/management/iam/users";
    private const string Groups = "/api/management/iam/groups";

    [Fact]
    public async Task Tokens_AreFetchedOnceKeptAndRenewed()
    {
        await using var world = await EntraWorld.StartAsync();
        var (host, admin) = (world.Host, await world.Host.SignInAsync());

        var first = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.GetAsync(Groups, admin)));
        Assert.All(first, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(1, world.Graph.TokensIssued);
        host.Clock.Advance(TimeSpan.FromMinutes(59));
        using var renewed = await host.GetAsync(Groups, admin);
        world.Graph.ForgetTokens();
        using var forgotten = await host.GetAsync(Groups, admin);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, 3), (renewed.StatusCode, forgotten.StatusCode, world.Graph.TokensIssued));
        Assert.Empty(world.Violations);
        Array.ForEach(first, answer => answer.Dispose());
    }

    [Fact]
    public async Task Secret_Wrong_Answers502WithoutIt()
    {
        await using var world = await EntraWorld.StartAsync(
            ("ENTRA_ADMIN_CLIENT_ID", FakeGraph.ClientId), ("ENTRA_ADMIN_CLIENT_SECRET", "a wrong guess"));

        using var answer = await world.Host.GetAsync(Users, await world.Host.SignInAsync());

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.EndsWith("answered 401 (invalid_client)", await AuthHost.DetailAsync(answer), StringComparison.Ordinal);
        Assert.DoesNotContain(world.Host.Logs.Lines, line => line.Contains("a wrong guess", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET users", "GET", "/users", "User.Read.All")]
    [InlineData("POST $batch", "GET", "/users", "GroupMember.Read.All")]
    [InlineData("POST users", "POST", "/users/human", "User.ReadWrite.All")]
    [InlineData("members/$ref", "POST", "/users/human", "GroupMember.ReadWrite.All")]
    [InlineData("GET servicePrincipals", "POST", "/users/m2m", "Application.Read.All")]
    [InlineData("POST applications", "POST", "/users/m2m", "Application.ReadWrite.OwnedBy")]
    [InlineData("POST groups", "POST", "/groups", "Group.ReadWrite.All")]
    public async Task Permission_Missing_IsNamed(string refused, string method, string route, string permission)
    {
        await using var world = await EntraWorld.StartAsync();
        world.Directory.AddUser("carol@example.org");
        var admin = await world.Host.SignInAsync();
        world.Graph.Fault = call => call.Contains(refused, StringComparison.Ordinal) ? (403, null) : null;

        using var answer = await world.Host.SendAsync(
            new HttpMethod(method), "/api/management/iam" + route, method == "GET" ? null : Body(route), headers: admin);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Contains(
            $"grant the app registration the application permission {permission} with admin consent", await AuthHost.DetailAsync(answer),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST servicePrincipals")]
    [InlineData("members/$ref")]
    [InlineData("addPassword")]
    public async Task ServiceAccount_BrokenOff_LeavesNothing(string broken)
    {
        await using var world = await EntraWorld.StartAsync();
        var admin = await world.Host.SignInAsync();
        world.Graph.Fault = call => call.Contains(broken, StringComparison.Ordinal) ? (500, null) : null;

        using var answer = await world.Host.PostAsync(Users + "/m2m", Body("/users/m2m"), admin);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Null(world.Directory.Find("application", "agent-1"));
        Assert.Null(world.Directory.Find("servicePrincipal", "agent-1"));
        Assert.Empty(world.Violations);
    }

    [Fact]
    public async Task ServiceAccount_ThatCannotBeTakenBack_IsNamedForTheAdministrator()
    {
        await using var world = await EntraWorld.StartAsync();
        var admin = await world.Host.SignInAsync();
        world.Graph.Fault = call => call.Contains("addPassword", StringComparison.Ordinal)
            || call.StartsWith("DELETE", StringComparison.Ordinal) ? (500, null) : null;

        using var answer = await world.Host.PostAsync(Users + "/m2m", Body("/users/m2m"), admin);

        var left = (string)world.Directory.Find("application", "agent-1")!["appId"]!;
        Assert.EndsWith(
            $"the application {left} was left half-made and has to be deleted in Entra ID", await AuthHost.DetailAsync(answer),
            StringComparison.Ordinal);
        Assert.Contains(world.Host.Logs.Lines, line => line.Contains(left, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Person_WhoCannotJoin_IsNotMade()
    {
        await using var world = await EntraWorld.StartAsync();
        var admin = await world.Host.SignInAsync();
        world.Graph.Fault = call => call.Contains("members/$ref", StringComparison.Ordinal) ? (500, null) : null;

        using var answer = await world.Host.PostAsync(Users + "/human", Body("/users/human"), admin);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Null(world.Directory.Find("user", "bob@example.org"));
    }

    [Fact]
    public async Task NewObjects_NotKnownEverywhereYet_AreAskedForAgain()
    {
        await using var world = await EntraWorld.StartAsync();
        world.Directory.Lag = 1;
        var admin = await world.Host.SignInAsync();

        using var person = await world.Host.PostAsync(Users + "/human", Body("/users/human"), admin);
        using var machine = await world.Host.PostAsync(Users + "/m2m", Body("/users/m2m"), admin);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (person.StatusCode, machine.StatusCode));
        Assert.Empty(world.Violations);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Throttling_ForAMoment_IsWaitedFor(int status)
    {
        await using var world = await EntraWorld.StartAsync();
        var admin = await world.Host.SignInAsync();
        world.Graph.FailTimes(3, _ => true, status, retryAfter: 0);

        using var answer = await world.Host.PostAsync(Users + "/human", Body("/users/human"), admin);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(world.Violations);
    }

    [Fact]
    public async Task Throttling_InsideABatch_IsAskedForAlone()
    {
        await using var world = await EntraWorld.StartAsync();
        var carol = world.Directory.AddUser("carol@example.org");
        world.Directory.Join(world.Directory.IdOf("group", "public-mcp-users"), carol);
        var admin = await world.Host.SignInAsync();
        world.Graph.Fault = call => call.EndsWith("in a batch", StringComparison.Ordinal) ? (429, null) : null;

        using var answer = await world.Host.GetAsync(Users, admin);

        Assert.Equal("""["public-mcp-users"]""",
            (await AuthHost.JsonAsync(answer)).GetProperty("users")[0].GetProperty("groups").ToString());
    }

    [Fact]
    public async Task Throttling_ForLong_IsNotWaitedFor()
    {
        await using var world = await EntraWorld.StartAsync();
        var admin = await world.Host.SignInAsync();
        world.Graph.Fault = _ => (429, 3600);

        using var answer = await world.Host.GetAsync(Users, admin);

        Assert.Equal(
            (HttpStatusCode.BadGateway, "Microsoft Graph limits the gateway's calls at the moment (429); try again later"),
            (answer.StatusCode, await AuthHost.DetailAsync(answer)));
        Assert.Single(world.Graph.Calls);
    }

    [Fact]
    public async Task Throttling_ThatSaysAtOnceForEver_Ends()
    {
        await using var world = await EntraWorld.StartAsync();
        var admin = await world.Host.SignInAsync();
        world.Graph.Fault = _ => (429, 0);

        using var answer = await world.Host.GetAsync(Users, admin);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal(13, world.Graph.Calls.Count);
    }

    [Fact]
    public async Task FurtherPages_InAnotherPlace_AreNotFollowed()
    {
        await using var elsewhere = await FakeGraph.StartAsync();
        await using var world = await EntraWorld.StartAsync();
        world.Directory.LargestPage = 1;
        world.Graph.FurtherPagesAt = elsewhere.Url + "/v1.0/groups";
        var admin = await world.Host.SignInAsync();

        using var answer = await world.Host.SendAsync(HttpMethod.Get, "/api/management/iam/users", headers: admin);
        world.Directory.AddUser("carol@example.org");
        world.Directory.AddUser("dave@example.org");
        using var refused = await world.Host.SendAsync(HttpMethod.Get, "/api/management/iam/users", headers: admin);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            (HttpStatusCode.BadGateway, "Microsoft Graph names a further page in another place; the token does not go there"),
            (refused.StatusCode, await AuthHost.DetailAsync(refused)));
        Assert.Empty(elsewhere.Violations);
        Assert.Empty(elsewhere.Calls);
    }

    [Fact]
    public async Task Graph_Away_Answers502()
    {
        await using var world = await EntraWorld.StartAsync();
        var admin = await world.Host.SignInAsync();
        world.Graph.Fault = _ => (500, null);

        using var users = await world.Host.GetAsync(Users, admin);
        using var groups = await world.Host.GetAsync(Groups, admin);
        await world.Graph.DisposeAsync();
        using var away = await world.Host.GetAsync(Users, admin);

        Assert.Equal(
            (HttpStatusCode.BadGateway, "Microsoft Graph answered 500 FaultOfTheTest to GET users"),
            (users.StatusCode, await AuthHost.DetailAsync(users)));
        Assert.Equal((HttpStatusCode.BadGateway, "Unable to list IAM groups"), (groups.StatusCode, await AuthHost.DetailAsync(groups)));
        Assert.Equal(HttpStatusCode.BadGateway, away.StatusCode);
    }

    [Theory]
    [InlineData("ENTRA_TENANT_ID", "", "ENTRA_TENANT_ID must be set, because AUTH_PROVIDER=entra")]
    [InlineData("ENTRA_TENANT_ID", "common", "ENTRA_TENANT_ID must be the id or a domain of one tenant.")]
    [InlineData("ENTRA_TENANT_ID", "a/b", "ENTRA_TENANT_ID must be the id or a domain of one tenant.")]
    [InlineData("ENTRA_CLIENT_ID", "", "ENTRA_CLIENT_ID must be set, because AUTH_PROVIDER=entra")]
    [InlineData("ENTRA_CLIENT_SECRET", "", "ENTRA_CLIENT_SECRET must be set, because AUTH_PROVIDER=entra")]
    [InlineData("ENTRA_ADMIN_CLIENT_ID", "half", "ENTRA_ADMIN_CLIENT_ID and ENTRA_ADMIN_CLIENT_SECRET must be set together.")]
    [InlineData(
        "ENTRA_GRAPH_URL", "https://graph.microsoft.com/v1.0",
        "ENTRA_GRAPH_URL must be an http or https address without path and credentials.")]
    [InlineData(
        "ENTRA_LOGIN_BASE_URL", "ftp://login.example",
        "ENTRA_LOGIN_BASE_URL must be an http or https address without path and credentials.")]
    [InlineData("ENTRA_USER_DOMAIN", "not a domain", "ENTRA_USER_DOMAIN must be a domain name such as example.org.")]
    public async Task Options_Unusable_StopTheStartAndNameTheKey(string key, string value, string message)
    {
        await using var graph = await FakeGraph.StartAsync();

        var refusal = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var host = await AuthHost.StartAsync([.. graph.Settings(), ("ENTRA_ENABLED", "false"), (key, value)]);
        });

        Assert.Contains(message, refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(FakeGraph.Secret, refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Caller_WhoLeavesMeanwhile_LeavesNothingHalfMade()
    {
        await using var world = await EntraWorld.StartAsync();
        var directory = (IAccountDirectory)world.Host.Services.GetService(typeof(IAccountDirectory))!;
        using var person = new CancellationTokenSource();
        using var machine = new CancellationTokenSource();

        // The caller goes when the first membership is asked for.
        world.Graph.Fault = call =>
        {
            if (call.Contains("members/$ref", StringComparison.Ordinal))
            {
                (world.Directory.Find("user", "bob@example.org") is null ? machine : person).Cancel();
                return (404, null);
            }

            return null;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => directory.CreateAsync(
            new("bob", "bob@example.org", "B", "B", ["public-mcp-users"], "A long enough 1"), person.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => directory.CreateServiceAccountAsync(
            new("agent-1", ["public-mcp-users"], ""), machine.Token));

        Assert.Null(world.Directory.Find("user", "bob@example.org"));
        Assert.Null(world.Directory.Find("application", "agent-1"));
        Assert.Null(world.Directory.Find("servicePrincipal", "agent-1"));
    }

    private static object Body(string route) => route switch
    {
        "/groups" => new { name = "team-a" },
        "/users/m2m" => new { name = "agent-1", groups = (string[])["public-mcp-users"] },
        _ => new
        {
            username = "bob",
            email = "bob@example.org",
            firstname = "First",
            lastname = "Last",
            groups = (string[])["public-mcp-users"],
            password = "A long enough 1",
        },
    };
}

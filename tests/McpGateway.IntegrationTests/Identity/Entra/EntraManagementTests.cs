using System.Net;
using McpGateway.Access.Scopes;
using McpGateway.IntegrationTests.Identity.Management;

namespace McpGateway.IntegrationTests.Identity.Entra;

/// <summary>
/// The management API with Entra ID behind it: what every place of accounts has to do, and what is particular to this one.
/// </summary>
public sealed class EntraManagementTests : ManagementContract
{
    [Fact]
    public async Task People_WithoutAPassword_GetOneThatTheyHaveToReplace()
    {
        await using var world = await EntraWorld.StartAsync(("ENTRA_USER_DOMAIN", FakeDirectory.Domain));
        var (host, admin) = (world.Host, await world.Host.SignInAsync());

        using var created = await host.PostAsync(
            Users + "/human", new
            {
                username = "bob",
                email = "bob@elsewhere.example",
                firstname = "B",
                lastname = "B",
                groups = (string[])["public-mcp-users"],
            }, admin);
        using var byShortName = await host.SendAsync(HttpMethod.Delete, Users + "/bob", headers: admin);

        var body = await AuthHost.JsonAsync(created);
        Assert.Equal(("bob@example.org", "bob@elsewhere.example"), (Text(body, "username"), Text(body, "email")));
        Assert.Equal(20, Text(body, "temporary_password")!.Length);
        Assert.Equal(HttpStatusCode.OK, byShortName.StatusCode);
        Assert.Empty(world.Violations);
    }

    [Theory]
    [InlineData("bob", "bob@elsewhere.example", "A long enough 1", "A user name in a verified domain of the tenant must be provided")]
    [InlineData("bob", "bob@example.org", "password of bob", "A password that follows the tenant's rules must be provided")]
    [InlineData("bob", "bob@example.org", "short", "A password of 8 to 512 characters must be provided")]
    [InlineData("b b", "bob@example.org", "A long enough 1", "A user name of 1 to 64 ASCII letters")]
    public async Task People_ThatTheTenantDoesNotTake_AreRefusedWithWhatToDo(string name, string email, string password, string detail)
    {
        await using var world = await EntraWorld.StartAsync();

        using var answer = await world.Host.PostAsync(
            Users + "/human", new
            {
                username = name,
                email,
                firstname = "B",
                lastname = "B",
                groups = (string[])["public-mcp-users"],
                password,
            }, await world.Host.SignInAsync());

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var said = await AuthHost.DetailAsync(answer);
        Assert.StartsWith(detail, said, StringComparison.Ordinal);
        Assert.DoesNotContain(password, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_Regrouped_KeepGroupsThatMeanNothingHere()
    {
        await using var world = await EntraWorld.StartAsync();
        var (host, admin) = (world.Host, await world.Host.SignInAsync());
        var carol = world.Directory.AddUser("carol@example.org");
        var (payroll, users) = (world.Directory.AddGroup("Payroll"), world.Directory.IdOf("group", "public-mcp-users"));
        world.Directory.Join(payroll, carol);
        world.Directory.Join(users, carol);

        using var changed = await host.SendAsync(
            HttpMethod.Patch, Users + "/carol@example.org", new { groups = (string[])["mcp-registry-user"] }, headers: admin);

        Assert.Equal("""["Payroll","mcp-registry-user"]""", (await AuthHost.JsonAsync(changed)).GetProperty("groups").ToString());
        Assert.Equal((true, false), (world.Directory.IsMember(payroll, carol), world.Directory.IsMember(users, carol)));
        Assert.Empty(world.Violations);
    }

    [Fact]
    public async Task Groups_WithTheSameName_AreToldApartByIdOnly()
    {
        await using var world = await EntraWorld.StartAsync();
        var (host, admin) = (world.Host, await world.Host.SignInAsync());
        var (first, second) = (world.Directory.AddGroup("twins"), world.Directory.AddGroup("Twins"));

        using var ambiguous = await host.PostAsync(Users + "/human", Person("bob", "twins"), admin);
        using var deleted = await host.SendAsync(HttpMethod.Delete, Groups + "/twins", headers: admin);
        using var created = await host.PostAsync(Groups, new { name = "twins" }, admin);
        using var byId = await host.PostAsync(Users + "/human", Person("bob", second), admin);

        const string Detail = "Entra ID has more than one group named 'twins'; the object id of one must be provided";
        Assert.Equal((HttpStatusCode.BadRequest, Detail), (ambiguous.StatusCode, await AuthHost.DetailAsync(ambiguous)));
        Assert.Equal((HttpStatusCode.BadRequest, Detail), (deleted.StatusCode, await AuthHost.DetailAsync(deleted)));
        Assert.Equal(
            (HttpStatusCode.BadRequest, "Group 'twins' already exists"), (created.StatusCode, await AuthHost.DetailAsync(created)));
        Assert.Equal(HttpStatusCode.OK, byId.StatusCode);
        var bob = world.Directory.IdOf("user", "bob@example.org");
        Assert.Equal((false, true), (world.Directory.IsMember(first, bob), world.Directory.IsMember(second, bob)));
        Assert.Empty(world.Violations);
    }

    [Fact]
    public async Task Groups_WithQuotesAndSigns_AreFoundByTheirNames()
    {
        await using var world = await EntraWorld.StartAsync();
        var (host, admin) = (world.Host, await world.Host.SignInAsync());
        const string Name = "Bob's & \"R+D\" 100% #1";
        world.Directory.AddGroup(Name);
        world.Directory.AddGroup("A mailing list", isSecurity: false);

        using var created = await host.PostAsync(Users + "/human", Person("bob", Name), admin);
        using var mail = await host.PostAsync(Users + "/human", Person("eve", "A mailing list"), admin);

        Assert.Equal(HttpStatusCode.OK, created.StatusCode);
        Assert.Equal(
            (HttpStatusCode.BadRequest, world.UnknownGroup("A mailing list")), (mail.StatusCode, await AuthHost.DetailAsync(mail)));
        Assert.Empty(world.Violations);
    }

    [Fact]
    public async Task Lists_OfManyPages_AreComplete()
    {
        await using var world = await EntraWorld.StartAsync();
        world.Directory.LargestPage = 7;
        var many = Enumerable.Range(0, 45).Select(number => world.Directory.AddUser($"person-{number:00}@example.org")).ToArray();
        var held = Enumerable.Range(0, 12).Select(number => world.Directory.AddGroup($"group-{number:00}")).ToArray();
        Array.ForEach(held, group => world.Directory.Join(group, many[44]));
        world.Directory.Join(world.Directory.IdOf("directoryRole", "Directory Readers"), many[44]);
        var (host, admin) = (world.Host, await world.Host.SignInAsync());

        using var all = await host.GetAsync(Users, admin);
        using var some = await host.GetAsync(Users + "?limit=20", admin);
        using var groups = await host.GetAsync(Groups, admin);

        var users = (await AuthHost.JsonAsync(all)).GetProperty("users").EnumerateArray().ToArray();
        Assert.Equal(45, users.Length);
        Assert.Equal(
            Enumerable.Range(0, 12).Select(number => $"group-{number:00}"),
            users.Single(user => Text(user, "username") == "person-44@example.org")
                .GetProperty("groups")
                .EnumerateArray()
                .Select(group => group.GetString()));
        Assert.Equal("[]", users.Single(user => Text(user, "username") == "person-00@example.org").GetProperty("groups").ToString());
        Assert.Equal(20, (await AuthHost.JsonAsync(some)).GetProperty("total").GetInt32());
        Assert.Equal(14, (await AuthHost.JsonAsync(groups)).GetProperty("total").GetInt32());
        Assert.Empty(world.Violations);
    }

    [Fact]
    public async Task ServiceAccounts_OfOthers_AreNeitherShownNorTouched()
    {
        await using var world = await EntraWorld.StartAsync();
        world.Directory.AddPrincipal("payroll-robot");
        var (host, admin) = (world.Host, await world.Host.SignInAsync());

        using var listed = await host.GetAsync(Users + "?search=payroll", admin);
        using var deleted = await host.SendAsync(HttpMethod.Delete, Users + "/payroll-robot", headers: admin);
        using var changed = await host.SendAsync(HttpMethod.Patch, Users + "/payroll-robot", new { enabled = false }, headers: admin);

        Assert.Equal(0, (await AuthHost.JsonAsync(listed)).GetProperty("total").GetInt32());
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (deleted.StatusCode, changed.StatusCode));
        Assert.NotNull(world.Directory.Find("servicePrincipal", "payroll-robot"));
    }

    [Fact]
    public async Task ServiceAccounts_MadeTwiceDisabledAndRegrouped_StayOne()
    {
        await using var world = await EntraWorld.StartAsync();
        var (host, admin) = (world.Host, await world.Host.SignInAsync());
        var request = new { name = "agent-1", groups = (string[])["public-mcp-users"] };

        using var created = await host.PostAsync(Users + "/m2m", request, admin);
        using var again = await host.PostAsync(Users + "/m2m", request, admin);
        using var changed = await host.SendAsync(
            HttpMethod.Patch, Users + "/agent-1", new { enabled = false, groups = (string[])["mcp-registry-user"] }, headers: admin);
        using var password = await host.SendAsync(
            HttpMethod.Patch, Users + "/agent-1", new { password = "A long enough 1" }, headers: admin);
        var account = await AuthHost.JsonAsync(created);
        using var byClientId = await host.SendAsync(HttpMethod.Delete, $"{Users}/{Text(account, "client_id")}", headers: admin);

        Assert.Equal(
            (HttpStatusCode.BadRequest, "Service account 'agent-1' already exists"), (again.StatusCode, await AuthHost.DetailAsync(again)));
        var body = await AuthHost.JsonAsync(changed);
        Assert.Equal(
            (Text(account, "service_principal_id"), "agent-1", false, """["mcp-registry-user"]"""),
            (Text(body, "id"), Text(body, "username"), body.GetProperty("enabled").GetBoolean(), body.GetProperty("groups").ToString()));
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (password.StatusCode, byClientId.StatusCode));
        Assert.Null(world.Directory.Find("application", "agent-1"));
        Assert.Null(world.Directory.Find("servicePrincipal", "agent-1"));
        Assert.Empty(world.Violations);
    }

    [Fact]
    public async Task Scope_ThatIsThereAlready_TakesTheNewGroupsId()
    {
        await using var world = await EntraWorld.StartAsync();
        var (host, admin) = (world.Host, await world.Host.SignInAsync());
        var scopes = (ScopeRepository)host.Services.GetService(typeof(ScopeRepository))!;
        var before = await scopes.FindAsync("mcp-registry-developer", TestContext.Current.CancellationToken)
            ?? await scopes.FindAsync("mcp-registry-admin", TestContext.Current.CancellationToken);
        var name = before!.Value.Name;

        using var created = await host.PostAsync(Groups, new { name }, admin);

        var after = await scopes.FindAsync(name, TestContext.Current.CancellationToken);
        var id = Text(await AuthHost.JsonAsync(created), "id")!;
        Assert.Equal([.. before.Value.GroupMappings, id], after!.Value.GroupMappings);
        Assert.Equal(before.Value.Rules.Count, after.Value.Rules.Count);
    }

    private protected override async Task<ManagedWorld> StartAsync() => await EntraWorld.StartAsync();
}

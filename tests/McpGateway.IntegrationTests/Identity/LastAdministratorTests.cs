using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using McpGateway.Access.Editing;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Users;
using McpGateway.IntegrationTests.Identity.Providers;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Identity;

/// <summary>Whatever is asked for and on which route: somebody who can sign in goes on being an administrator.</summary>
public sealed class LastAdministratorTests
{
    private const string Users = "/api/management/iam/users";
    private const string Groups = "/api/management/iam/groups";
    private const string BobPassword = "bob has a pass phrase, too";

    /// <summary>Makes administrators of a group that nobody is in.</summary>
    private const string OtherAdministrators = """
        UI-Scopes:
          others:
            register_service: [all]
            modify_service: [all]
            toggle_service: [all]
        group_mappings:
          others: [others]
        others:
          - server: "*"
            methods: [all]
            tools: [all]

        """;

    /// <summary>Configured, and nobody can reach it.</summary>
    internal static (string, string)[] UnreachableProvider =>
    [
        ("KEYCLOAK_ENABLED", "true"), ("KEYCLOAK_URL", "http://127.0.0.1:9"), ("KEYCLOAK_REALM", "mcp"),
        ("KEYCLOAK_CLIENT_ID", "web"), ("KEYCLOAK_CLIENT_SECRET", "secret of the unreachable provider"),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("groups/delete")]
    [InlineData("groups/delete by force")]
    [InlineData("internal delete-group")]
    [InlineData("internal delete-group by force")]
    [InlineData("groups/import without permissions")]
    [InlineData("groups/import for another group")]
    [InlineData("groups/import for no group")]
    [InlineData("access/import over it")]
    [InlineData("access/import instead of everything")]
    [InlineData("access/import of other mappings")]
    [InlineData("iam group deleted")]
    [InlineData("iam user in other groups")]
    [InlineData("iam user in no group")]
    public async Task Change_ThatTakesTheOnlyAdministratorsScopeOrGroup_IsRefused(string way)
    {
        await using var host = await AuthHost.StartAsync();
        var admin = await host.SignInAsync();

        using var answer = await TakeAsync(host, admin, way);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains(
            await AuthHost.DetailAsync(answer), (string[])[
                "This change would leave no administrators.", "Cannot delete system group 'registry-admins'."]);
        await AssertAdministersAsync(host, admin);
    }

    /// <summary>It is the one through which a start gives an installation back.</summary>
    [Theory]
    [InlineData("groups/delete")]
    [InlineData("groups/delete by force")]
    [InlineData("internal delete-group by force")]
    [InlineData("iam group deleted")]
    public async Task Deletion_OfTheAdministratorsGroup_IsRefusedAlsoBesideAnotherPerson(string way)
    {
        await using var host = await AuthHost.StartAsync();
        var admin = await host.SignInAsync();
        (await ImportAsync(host, admin, OtherAdministrators, replaces: false)).Dispose();
        var bob = await AddBobAsync(host, admin, "others");

        using var answer = await TakeAsync(host, admin, way);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("Cannot delete system group 'registry-admins'.", await AuthHost.DetailAsync(answer));
        await AssertAdministersAsync(host, admin);
        await AssertAdministersAsync(host, bob);
    }

    [Theory]
    [InlineData("groups/import for another group")]
    [InlineData("access/import instead of everything")]
    [InlineData("iam user in other groups")]
    public async Task Change_ThatLeavesAnotherPerson_IsDone(string way)
    {
        await using var host = await AuthHost.StartAsync();
        var admin = await host.SignInAsync();
        using (var imported = await ImportAsync(host, admin, OtherAdministrators, replaces: false))
        {
            Assert.Equal(HttpStatusCode.OK, imported.StatusCode);
        }

        var bob = await AddBobAsync(host, admin, "others");

        using var answer = await TakeAsync(host, admin, way);

        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancellation));
        await AssertAdministersAsync(host, bob);
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("disabled")]
    [InlineData("in other groups")]
    [InlineData("group deleted")]
    [InlineData("scope deleted by force")]
    public async Task Change_OfTheOnlyOtherAdministrator_IsRefused(string way)
    {
        await using var host = await AuthHost.StartAsync();
        var admin = await host.SignInAsync();
        using (var imported = await ImportAsync(host, admin, OtherAdministrators, replaces: false))
        {
            Assert.Equal(HttpStatusCode.OK, imported.StatusCode);
        }

        var bob = await AddBobAsync(host, admin, "others");
        using (var stepped = await PatchAsync(host, bob, "admin", new { groups = (string[])["public-mcp-users"] }))
        {
            Assert.Equal(HttpStatusCode.OK, stepped.StatusCode);
        }

        using var answer = way switch
        {
            "deleted" => await host.SendAsync(HttpMethod.Delete, Users + "/bob", headers: bob),
            "disabled" => await PatchAsync(host, bob, "bob", new { enabled = false }),
            "in other groups" => await PatchAsync(host, bob, "bob", new { groups = (string[])["public-mcp-users"] }),
            "group deleted" => await host.SendAsync(HttpMethod.Delete, Groups + "/others", headers: bob),
            _ => await DeleteAsync(host, bob, "others", force: true),
        };

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        await AssertAdministersAsync(host, bob);
    }

    [Theory]
    [InlineData("no password", false)]
    [InlineData("disabled", false)]
    [InlineData("must change the password", true)]
    public async Task Change_ThatLeavesAnAccount_CountsItWhenItCanSignIn(string account, bool counts)
    {
        await using var host = await AuthHost.StartAsync();
        var admin = await host.SignInAsync();
        var now = host.Clock.GetUtcNow();
        var other = new UserRecord
        {
            UserName = "carol",
            PasswordHash = account == "no password" ? null : "hash",
            IsEnabled = account != "disabled",
            MustChangePassword = account == "must change the password",
            Groups = ["registry-admins"],
            CreatedAt = now,
            UpdatedAt = now,
        };
        Assert.True((
            await host.Documents.CommitAsync(
                new DocumentBatch().Put(LocalUserDirectory.Kind, "carol", other, null), Cancellation)).IsSuccess);

        using var answer = await PatchAsync(host, admin, "admin", new { groups = (string[])["public-mcp-users"] });

        Assert.Equal(counts ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData(true, HttpStatusCode.OK)]
    [InlineData(false, HttpStatusCode.Forbidden)]
    public async Task Change_WithAProvider_CountsGroupsThatItCanState(bool leavesAGroup, HttpStatusCode expected)
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var host = await AuthHost.StartAsync(provider.Settings());
        var admin = await host.SignInAsync();

        using var answer = leavesAGroup
            ? await DeleteAsync(host, admin, "mcp-registry-admin", force: true)
            : await ImportAsync(
                host, admin, "UI-Scopes:\n  team:\n    list_service: [all]\ngroup_mappings:\n  team: [team]\n", replaces: true);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("groups/import for a group that nobody is in")]
    [InlineData("access/import with the group renamed")]
    [InlineData("iam user in other groups")]
    public async Task Change_WithAProviderThatNobodySignedInWith_IsRefused(string way)
    {
        await using var host = await AuthHost.StartAsync(UnreachableProvider);
        var admin = await host.SignInAsync();

        using var answer = await TakeAsync(host, admin, way);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("This change would leave no administrators.", await AuthHost.DetailAsync(answer));
        await AssertAdministersAsync(host, admin);
    }

    [Theory]
    [InlineData("registry-admins", HttpStatusCode.OK)]
    [InlineData("public-mcp-users", HttpStatusCode.Forbidden)]
    public async Task Change_WithAPersonOfTheProvider_CountsTheGroupsStatedAtSignIn(string group, HttpStatusCode expected)
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var host = await AuthHost.StartAsync(provider.Settings());
        var admin = await host.SignInAsync();
        var carol = await SignInWithAsync(host, provider, group);

        using var answer = await TakeAsync(host, admin, "iam user in other groups");

        Assert.Equal(expected, answer.StatusCode);
        await AssertAdministersAsync(host, expected == HttpStatusCode.OK ? carol : admin);
    }

    [Fact]
    public async Task Change_ByAPersonOfTheProvider_WithoutLocalSignIn_IsDoneWhileThePersonStaysAdministrator()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var host = await AuthHost.StartAsync([.. provider.Settings(), ("LOCAL_SIGN_IN_ENABLED", "false")]);
        var carol = await SignInWithAsync(host, provider, "registry-admins");

        using var other = await DeleteAsync(host, carol, "mcp-registry-admin", force: true);
        using var own = await TakeAsync(host, carol, "groups/import for a group that nobody is in");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (other.StatusCode, own.StatusCode));
        await AssertAdministersAsync(host, carol);
    }

    [Fact]
    public async Task Changes_AtTheSameTime_LeaveOneOfTwoAdministrators()
    {
        await using var host = await AuthHost.StartAsync();
        var admin = await host.SignInAsync();
        var bob = await AddBobAsync(host, admin, "registry-admins");

        var answers = await Task.WhenAll(
            PatchAsync(host, admin, "bob", new { groups = (string[])["public-mcp-users"] }),
            PatchAsync(host, bob, "admin", new { groups = (string[])["public-mcp-users"] }));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task Editor_ThatWouldLockEverybodyOut_SaysSoAndSavesNothing()
    {
        await using var host = await AuthHost.StartAsync();
        var admin = await host.SignInAsync();
        using (var imported = await ImportAsync(host, admin, OtherAdministrators, replaces: false))
        {
            Assert.Equal(HttpStatusCode.OK, imported.StatusCode);
        }

        var editor = ActivatorUtilities.CreateInstance<ScopeEditor>(host.Services);
        var caller = new Caller
        {
            UserName = "admin",
            Subject = "local:admin",
            Groups = [],
            Scopes = [],
            AuthMethod = "traditional",
            Provider = "local",
            Permissions = CallerPermissions.None with { IsAdmin = true },
        };
        var document = (await editor.FindAsync(caller, "registry-admins", Cancellation)).Value!;
        var unmapped = document.Value with { GroupMappings = ["nobody"] };

        var effect = await editor.PreviewAsync(caller, unmapped, Cancellation);
        var saved = await editor.SaveAsync(caller, unmapped, document.Version, Cancellation);

        Assert.True(effect.Value!.LocksOut);
        Assert.Equal(new Error(ErrorKind.Forbidden, "This change would leave no administrators."), saved.Error);
        await AssertAdministersAsync(host, admin);
    }

    private static async Task<HttpResponseMessage> TakeAsync(AuthHost host, (string, string) admin, string way) => way switch
    {
        "groups/delete" => await DeleteAsync(host, admin, "registry-admins", force: false),
        "groups/delete by force" => await DeleteAsync(host, admin, "registry-admins", force: true),
        "internal delete-group" => await DeleteAsync(host, Basic(), "registry-admins", force: false, "/api/internal/delete-group"),
        "internal delete-group by force" => await DeleteAsync(host, Basic(), "registry-admins", force: true, "/api/internal/delete-group"),
        "groups/import without permissions" => await host.PostAsync(
            "/api/servers/groups/import", new { scope_name = "registry-admins", group_mappings = (string[])["registry-admins"] }, admin),
        "groups/import for another group" => await host.PostAsync(
            "/api/servers/groups/import", new { scope_name = "registry-admins", group_mappings = (string[])["others"] }, admin),
        "groups/import for a group that nobody is in" => await host.PostAsync(
            "/api/servers/groups/import",
            new
            {
                scope_name = "registry-admins",
                group_mappings = (string[])["nobody"],
                server_access = (object[])[new { server = "*", methods = (string[])["all"], tools = (string[])["all"] }],
                ui_permissions = new
                {
                    list_service = (string[])["all"],
                    register_service = (string[])["all"],
                    modify_service = (string[])["all"],
                    toggle_service = (string[])["all"],
                },
            },
            admin),
        "access/import with the group renamed" => await ImportAsync(
            host,
            admin,
            OtherAdministrators.Replace("group_mappings:\n  others: [others]\n", "", StringComparison.Ordinal),
            replaces: true),
        "groups/import for no group" => await host.PostAsync(
            "/api/servers/groups/import", new { scope_name = "registry-admins", group_mappings = Array.Empty<string>() }, admin),
        "access/import over it" => await ImportAsync(
            host, admin, OtherAdministrators + "registry-admins:\n  - server: api\n    methods: [GET]\n    tools: []\n", replaces: false),
        "access/import instead of everything" => await ImportAsync(host, admin, OtherAdministrators, replaces: true),
        "access/import of other mappings" =>
            await ImportAsync(host, admin, "group_mappings:\n  registry-admins: [public-mcp-users]\n", replaces: false),
        "iam group deleted" => await host.SendAsync(HttpMethod.Delete, Groups + "/registry-admins", headers: admin),
        "iam user in other groups" => await PatchAsync(host, admin, "admin", new { groups = (string[])["public-mcp-users"] }),
        _ => await PatchAsync(host, admin, "admin", new { groups = Array.Empty<string>() }),
    };

    private static async Task<(string, string)> SignInWithAsync(AuthHost host, ScriptedProvider provider, string group)
    {
        provider.Claims = claims => (claims["preferred_username"], claims["groups"]) = ("carol", new JsonArray(group));
        using var begun = await host.GetAsync("/oauth2/login/oidc");
        Assert.Equal(HttpStatusCode.Found, begun.StatusCode);
        var state = QueryHelpers.ParseQuery(begun.Headers.Location!.Query)["state"].ToString();
        var code = provider.Approve(begun.Headers.Location, host.Clock.GetUtcNow());
        using var answer = await host.GetAsync(
            $"/oauth2/callback/oidc?code={code}&state={state}", ("Cookie", begun.Headers.GetValues("Set-Cookie").Single().Split(';')[0]));
        return ("Cookie", AuthHost.SessionCookie(answer).Split(';')[0]);
    }

    private static Task<HttpResponseMessage> DeleteAsync(
        AuthHost host, (string, string) credential, string group, bool force, string path = "/api/servers/groups/delete") => host.SendAsync(
        HttpMethod.Post,
        path,
        content: new FormUrlEncodedContent([new("group_name", group), new("force", force ? "true" : "false")]),
        headers: credential);

    private static Task<HttpResponseMessage> ImportAsync(AuthHost host, (string, string) admin, string file, bool replaces) =>
        host.SendAsync(
        HttpMethod.Post, "/api/access/import" + (replaces ? "?replace=true" : ""), content: new StringContent(
            file, Encoding.UTF8, "application/yaml"), headers: admin);

    private static Task<HttpResponseMessage> PatchAsync(AuthHost host, (string, string) credential, string user, object change) =>
        host.SendAsync(HttpMethod.Patch, $"{Users}/{user}", change, headers: credential);

    private static async Task<(string, string)> AddBobAsync(AuthHost host, (string, string) admin, string group)
    {
        using var created = await host.PostAsync(
            Users + "/human",
            new
            {
                username = "bob",
                email = "bob@example.org",
                firstname = "Bob",
                lastname = "Builder",
                groups = (string[])[group],
                password = BobPassword,
            },
            admin);
        Assert.True(created.StatusCode == HttpStatusCode.OK, await created.Content.ReadAsStringAsync(Cancellation));
        using var signedIn = await host.LoginAsync("bob", BobPassword);
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        return ("Cookie", AuthHost.SessionCookie(signedIn).Split(';')[0]);
    }

    private static async Task AssertAdministersAsync(AuthHost host, (string, string) credential)
    {
        using var listed = await host.GetAsync(Users, credential);
        Assert.Equal(HttpStatusCode.OK, listed.StatusCode);
    }

    private static (string, string) Basic() =>
        ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("admin:" + AuthHost.Password)));
}

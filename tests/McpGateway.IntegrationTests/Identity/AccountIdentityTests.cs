using System.Net;
using System.Text.Json;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Signing;
using McpGateway.Identity.Users;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.IntegrationTests.Identity;

/// <summary>Whom a subject stands for: an account, and never another one that has or gets its name.</summary>
public sealed class AccountIdentityTests
{
    private const string Users = "/api/management/iam/users";
    private const string Password = "a long enough one";

    [Fact]
    public async Task DeletedUser_MadeAgain_InheritsNothing()
    {
        await using var host = await AuthHost.StartAsync();
        await CreateAsync(host);
        var session = await SignInAsync(host);
        var (token, _) = await host.VendAsync(session);
        var former = SubjectOf(token);

        using var deleted = await host.SendAsync(HttpMethod.Delete, Users + "/bob", headers: await host.SignInAsync());
        await CreateAsync(host);
        var newSession = await SignInAsync(host);
        using var bySession = await host.GetAsync("/api/auth/me", session);
        using var byToken = await host.GetAsync("/api/auth/me", AuthHost.Bearer(token));
        using var fresh = await host.GetAsync("/api/auth/me", newSession);
        using var tokens = await host.GetAsync("/api/tokens/mine", newSession);

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK),
            (deleted.StatusCode, bySession.StatusCode, byToken.StatusCode, fresh.StatusCode));
        Assert.Equal("[]", (await AuthHost.JsonAsync(tokens)).GetProperty("tokens").ToString());
        Assert.NotEqual(former, SubjectOf((await host.VendAsync(newSession)).Token));
    }

    [Fact]
    public async Task DeletedServiceAccount_MadeAgain_IsAnotherSubject()
    {
        await using var host = await AuthHost.StartAsync();
        var admin = await host.SignInAsync();
        var former = await ServiceTokenAsync(host, admin);

        using var deleted = await host.SendAsync(HttpMethod.Delete, Users + "/agent-1", headers: admin);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        var fresh = await ServiceTokenAsync(host, admin);
        using var byFormer = await host.GetAsync("/api/auth/me", AuthHost.Bearer(former));
        using var byFresh = await host.GetAsync("/api/auth/me", AuthHost.Bearer(fresh));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (byFormer.StatusCode, byFresh.StatusCode));
        Assert.NotEqual(SubjectOf(former), SubjectOf(fresh));
    }

    [Fact]
    public async Task AccountFromBeforeThereWereSubjectIds_KeepsWhatItHas()
    {
        await using var host = await AuthHost.StartAsync();
        await PutOldBobAsync(host);
        var token = TokenOfName(host);
        using var byToken = await host.GetAsync("/api/auth/me", AuthHost.Bearer(token));
        var vended = await host.VendAsync(await SignInAsync(host));

        Assert.Equal(HttpStatusCode.OK, byToken.StatusCode);
        Assert.Equal("local:bob", SubjectOf(vended.Token));
    }

    [Fact]
    public async Task TokenOfAName_WhoseAccountWasReplaced_IsRefused()
    {
        await using var host = await AuthHost.StartAsync();
        await CreateAsync(host);

        // As if it had been made after the deletion of the former account: no revocation is about it.
        using var answer = await host.GetAsync("/api/auth/me", AuthHost.Bearer(TokenOfName(host)));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task AccountFromBefore_DeletedAndMadeAgain_IsAnotherSubject()
    {
        await using var host = await AuthHost.StartAsync();
        await PutOldBobAsync(host);
        using var deleted = await host.SendAsync(HttpMethod.Delete, Users + "/bob", headers: await host.SignInAsync());

        await CreateAsync(host);
        using var byName = await host.GetAsync("/api/auth/me", AuthHost.Bearer(TokenOfName(host)));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (deleted.StatusCode, byName.StatusCode));
        Assert.NotEqual("local:bob", SubjectOf((await host.VendAsync(await SignInAsync(host))).Token));
    }

    [Fact]
    public async Task SeededAdministrator_HasASubjectOfItsOwn()
    {
        await using var one = await AuthHost.StartAsync();
        await using var other = await AuthHost.StartAsync();

        var subjects = new[]
        {
            SubjectOf((await one.VendAsync(await one.SignInAsync())).Token),
            SubjectOf((await other.VendAsync(await other.SignInAsync())).Token),
        };

        Assert.DoesNotContain("local:admin", subjects);
        Assert.NotEqual(subjects[0], subjects[1]);
    }

    [Theory]
    [InlineData("ADMIN", "User 'admin' already exists, and 'ADMIN' differs from it only by upper and lower case. Choose another name.")]
    [InlineData("BoB", "User 'bob' already exists, and 'BoB' differs from it only by upper and lower case. Choose another name.")]
    [InlineData("bob", "User 'bob' already exists")]
    [InlineData(
        "\uff42ob", "A user name of 1 to 64 ASCII letters, digits and signs without spaces, colons, quotes and slashes must be provided.")]
    [InlineData(
        "\u0432ob", "A user name of 1 to 64 ASCII letters, digits and signs without spaces, colons, quotes and slashes must be provided.")]
    public async Task Create_NameThatLooksLikeAnother_IsRefused(string name, string detail)
    {
        await using var host = await AuthHost.StartAsync();
        var admin = await host.SignInAsync();
        await CreateAsync(host);

        using var person = await host.PostAsync(Users + "/human", Account(name), admin);
        using var service = await host.PostAsync(Users + "/m2m", new { name, groups = (string[])["public-mcp-users"] }, admin);

        Assert.Equal((HttpStatusCode.BadRequest, detail), (person.StatusCode, await AuthHost.DetailAsync(person)));
        Assert.Equal((HttpStatusCode.BadRequest, detail), (service.StatusCode, await AuthHost.DetailAsync(service)));
    }

    [Fact]
    public async Task Create_NameLikeAServiceAccounts_IsRefused()
    {
        await using var host = await AuthHost.StartAsync();
        var admin = await host.SignInAsync();
        await ServiceTokenAsync(host, admin);

        using var person = await host.PostAsync(Users + "/human", Account("Agent-1"), admin);

        Assert.Equal(HttpStatusCode.BadRequest, person.StatusCode);
    }

    [Fact]
    public async Task Start_AdministratorNamedLikeAnAccount_SaysSoAndChangesNothing()
    {
        var directory = AuthHost.NewDirectory();
        await using (await AuthHost.StartInAsync(directory))
        {
            // The first start makes "admin".
        }

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => AuthHost.StartInAsync(directory, ("ADMIN_USER", "Admin")));

        Assert.StartsWith(
            "ADMIN_USER (Auth:AdminUser) is 'Admin', and there is an account 'admin'", Assert.Single(refusal.Failures),
            StringComparison.Ordinal);
        await using var again = await AuthHost.StartInAsync(directory);
        await again.SignInAsync();
    }

    private static object Account(string name) => new
    {
        username = name,
        email = "bob@example.org",
        firstname = "Bob",
        lastname = "Builder",
        groups = (string[])["public-mcp-users"],
        password = Password,
    };

    private static async Task CreateAsync(AuthHost host)
    {
        using var created = await host.PostAsync(Users + "/human", Account("bob"), await host.SignInAsync());
        Assert.Equal(HttpStatusCode.OK, created.StatusCode);
    }

    /// <summary>An account as earlier releases stored it.</summary>
    private static async Task PutOldBobAsync(AuthHost host)
    {
        var now = host.Clock.GetUtcNow();
        var user = new UserRecord
        {
            UserName = "bob",
            Id = Guid.NewGuid().ToString(),
            Groups = ["public-mcp-users"],
            CreatedAt = now,
            UpdatedAt = now,
        };
        user = user with { PasswordHash = host.Services.GetRequiredService<PasswordChecker>().Hash(user, Password) };
        var committed = await host.Documents.CommitAsync(
            new DocumentBatch().Put(LocalUserDirectory.Kind, "bob", user, DocumentBatch.Absent), TestContext.Current.CancellationToken);
        Assert.True(committed.IsSuccess);
    }

    private static async Task<(string Name, string Value)> SignInAsync(AuthHost host)
    {
        using var answer = await host.LoginAsync("bob", Password);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return ("Cookie", AuthHost.SessionCookie(answer).Split(';')[0]);
    }

    private static async Task<string> ServiceTokenAsync(AuthHost host, (string Name, string Value) admin)
    {
        using var created = await host.PostAsync(Users + "/m2m", new { name = "agent-1", groups = (string[])["public-mcp-users"] }, admin);
        var secret = (await AuthHost.JsonAsync(created)).GetProperty("client_secret").GetString()!;
        using var form = new FormUrlEncodedContent(
            [new("grant_type", "client_credentials"), new("client_id", "agent-1"), new("client_secret", secret)]);
        using var answer = await host.SendAsync(HttpMethod.Post, "/oauth2/token", content: form);
        return (await AuthHost.JsonAsync(answer)).GetProperty("access_token").GetString()!;
    }

    private static string SubjectOf(string token)
    {
        var payload = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        return JsonDocument.Parse(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '='))).RootElement
            .GetProperty("sub")
            .GetString()!;
    }

    /// <summary>A token as earlier releases made it: its subject is the name.</summary>
    private static string TokenOfName(AuthHost host) => host.Services.GetRequiredService<ITokenIssuer>().Issue(new()
    {
        Subject = "local:bob",
        UserName = "bob",
        Groups = ["public-mcp-users"],
        Scopes = ["public-mcp-users"],
        ExpiresAt = host.Clock.GetUtcNow() + TimeSpan.FromHours(1),
        AuthMethod = "traditional",
        Provider = "local",
        ClientId = "user-generated",
    }).Text;
}

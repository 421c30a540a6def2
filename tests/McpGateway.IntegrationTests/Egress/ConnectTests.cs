using System.Net;
using McpGateway.IntegrationTests.Identity;

namespace McpGateway.IntegrationTests.Egress;

public sealed class ConnectTests
{
    [Fact]
    public async Task Call_NotConnected_IsAnErrorWithTheAddressToConnect()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();

        var call = await world.CallAsync("alice");

        Assert.Equal((200, -32042), (call.Status, call.Code));
        Assert.False(call.HasChallenge);
        var elicitation = call.Json.GetProperty("error").GetProperty("data").GetProperty("elicitations")[0];
        Assert.Equal("url", elicitation.GetProperty("mode").GetString());
        Assert.Equal(new Uri(world.Address, "api/egress/connect/team/jira").AbsoluteUri, elicitation.GetProperty("url").GetString());
        Assert.NotEqual(Guid.Empty, elicitation.GetProperty("elicitationId").GetGuid());
        Assert.Empty(world.Upstream.Authorizations);
    }

    /// <summary>Whoever names another host in a request gets no link to it.</summary>
    [Fact]
    public async Task Call_NotConnected_PublicUrlConfigured_LinksThereWhateverTheHostHeaderSays()
    {
        await using var world = await EgressWorld.StartAsync(publicUrl: "https://gateway.example/below");
        await world.ConfigureAsync();

        var call = await world.CallAsync("alice", ("Host", "evil.example"));

        var elicitation = call.Json.GetProperty("error").GetProperty("data").GetProperty("elicitations")[0];
        Assert.Equal("https://gateway.example/below/api/egress/connect/team/jira", elicitation.GetProperty("url").GetString());
    }

    [Fact]
    public async Task OpenStream_NotConnected_IsForbiddenWithoutChallenge()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();

        using var answer = await world.SendAsync(
            HttpMethod.Get, EgressWorld.Server + "/mcp", "alice", null, ("Accept", "text/event-stream"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(answer.Headers.WwwAuthenticate);
        Assert.Equal("consent_required", answer.Headers.GetValues("X-Gateway-Error").Single());
    }

    [Fact]
    public async Task Connect_ThenCall_CarriesTheUsersOwnAccount()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();
        await world.ConnectAsync("alice");
        await world.ConnectAsync("bob");

        Assert.Equal("alice@provider", (await world.CallAsync("alice")).Account);
        Assert.Equal("bob@provider", (await world.CallAsync("bob")).Account);
        Assert.Equal(-32042, (await world.CallAsync("root")).Code);
        Assert.Empty(world.Provider.Problems);
    }

    [Fact]
    public async Task Call_WithOwnAuthorization_GoesBeforeTheConnectedAccount()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();
        await world.ConnectAsync("alice");

        Assert.Equal("brought-along", (await world.CallAsync("alice", ("Authorization", "Bearer brought-along"))).Account);
        Assert.Equal("brought-along", (await world.CallAsync("bob", ("Authorization", "Bearer brought-along"))).Account);

        // Some clients send the gateway's own token in both headers.
        Assert.Equal("alice@provider", (await world.CallAsync("alice", ("Authorization", "Bearer " + world.TokenOf("alice")))).Account);
    }

    [Fact]
    public async Task Call_ServiceCredentialConfigured_IsNotUsedForUsers()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.PutServerAsync(world.Upstream.Address, new("Authorization", "Bearer brought-along"), new("X-Tenant", "t"));
        await world.ConfigureAsync();

        Assert.Equal(-32042, (await world.CallAsync("alice")).Code);
    }

    [Fact]
    public async Task Connect_NotSignedIn_GoesToSignInAndComesBack()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();

        using var answer = await world.SendAsync(HttpMethod.Get, "/api/egress/connect/team/jira?return_to=/ui", null);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/login?next=%2Fapi%2Fegress%2Fconnect%2Fteam%2Fjira%3Freturn_to%3D%2Fui", answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("/ui/servers?x=1", "/ui/servers?x=1")]
    [InlineData("//evil.test/", null)]
    [InlineData("https://evil.test/", null)]
    [InlineData("/\\evil.test", null)]
    [InlineData("/%09/evil.test", "/%09/evil.test")]
    [InlineData("javascript:alert(1)", null)]
    public async Task Connect_ReturnPath_NeverLeavesTheHost(string asked, string? expected)
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();
        var session = await world.SessionAsync("alice");

        using var done = await world.FinishAsync(await world.BeginAsync(session, "?return_to=" + Uri.EscapeDataString(asked)), session);

        Assert.Equal(expected, done.Headers.Location?.OriginalString);
        Assert.Equal(expected is null ? HttpStatusCode.OK : HttpStatusCode.Redirect, done.StatusCode);
    }

    [Fact]
    public async Task Callback_SecondTime_IsRefused()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();
        var session = await world.SessionAsync("alice");
        var round = await world.BeginAsync(session);

        using var first = await world.FinishAsync(round, session);
        using var second = await world.FinishAsync(round, session);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (first.StatusCode, second.StatusCode));
        Assert.Equal("alice@provider", (await world.CallAsync("alice")).Account);
    }

    public static TheoryData<string> Tamperings =>
        ["no-cookie", "other-cookie", "other-user", "state", "no-state", "two-states", "iss", "no-code", "late", "anonymous"];

    [Theory]
    [MemberData(nameof(Tamperings))]
    public async Task Callback_TamperedWith_ConnectsNothing(string tampering)
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();
        var session = await world.SessionAsync("alice");
        var bob = await world.SessionAsync("bob");
        var round = await world.BeginAsync(session);
        var callback = round.Callback.AbsoluteUri;
        var state = System.Web.HttpUtility.ParseQueryString(round.Callback.Query)["state"]!;
        round = tampering switch
        {
            "no-cookie" => round with { Cookie = "x=y" },
            "other-cookie" => round with { Cookie = round.Cookie.Split('=')[0] + "=" + new string('A', 43) },
            "state" => round with { Callback = new(callback.Replace(state, state[..^2] + "zz", StringComparison.Ordinal)) },
            "no-state" => round with { Callback = new(callback.Replace("state=", "stat=", StringComparison.Ordinal)) },
            "two-states" => round with { Callback = new(callback + "&state=" + state) },
            "iss" => round with { Callback = new(callback.Split("&iss=")[0] + "&iss=https%3A%2F%2Fevil.test") },
            "no-code" => round with { Callback = new(callback.Replace("code=", "cod=", StringComparison.Ordinal)) },
            _ => round,
        };
        if (tampering == "late")
        {
            world.Clock.Advance(TimeSpan.FromMinutes(11));
        }

        using var answer = await world.FinishAsync(
            round, tampering switch { "other-user" => bob, "anonymous" => ("Cookie", "a=b"), _ => session });

        Assert.True((int)answer.StatusCode is 400 or 401, answer.StatusCode.ToString());
        Assert.Equal(-32042, (await world.CallAsync("alice")).Code);
        Assert.Equal(-32042, (await world.CallAsync("bob")).Code);
    }

    [Fact]
    public async Task Callback_ConsentDenied_SaysSo()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();
        var session = await world.SessionAsync("alice");
        var round = await world.BeginAsync(session);
        var state = System.Web.HttpUtility.ParseQueryString(round.Callback.Query)["state"]!;
        round = round with
        {
            Callback = new(world.Address, $"oauth2/egress/callback?error=access_denied&error_description=%3Cscript%3E&state={state}"),
        };

        using var answer = await world.FinishAsync(round, session);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.DoesNotContain(
            "script", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_WithoutAccessToTheServer_IsNotFound()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();

        using var answer = await world.SendAsync(
            HttpMethod.Get, "/api/egress/connect/team/jira", null, null, await world.SessionAsync("eve"));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Disconnect_EndsInjectionAtOnceAndRevokes()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();
        await world.ConnectAsync("alice");
        await world.ConnectAsync("bob");
        Assert.Equal("alice@provider", (await world.CallAsync("alice")).Account);

        using var answer = await world.SendAsync(HttpMethod.Delete, "/api/egress/connections/team/jira", "alice");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(-32042, (await world.CallAsync("alice")).Code);
        Assert.Equal("bob@provider", (await world.CallAsync("bob")).Account);
        Assert.StartsWith("refresh-", Assert.Single(world.Provider.Revoked), StringComparison.Ordinal);
        using var again = await world.SendAsync(HttpMethod.Delete, "/api/egress/connections/team/jira", "alice");
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task Disconnect_FromAnotherSitesPage_IsRefused()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();
        await world.ConnectAsync("alice");

        using var answer = await world.SendAsync(
            HttpMethod.Delete, "/api/egress/connections/team/jira", null, null, await world.SessionAsync("alice"), (
                "Sec-Fetch-Site", "cross-site"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("alice@provider", (await world.CallAsync("alice")).Account);
    }

    [Fact]
    public async Task Connections_ListOnlyTheCallersOwnWithoutTokens()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();
        await world.ConnectAsync("alice");

        using var alice = await world.SendAsync(HttpMethod.Get, "/api/egress/connections", "alice");
        using var bob = await world.SendAsync(HttpMethod.Get, "/api/egress/connections", "bob");
        using var eve = await world.SendAsync(HttpMethod.Get, "/api/egress/connections", "eve");

        var text = await alice.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.All(world.Provider.Secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        Assert.Contains("\"status\":\"connected\"", text, StringComparison.Ordinal);
        Assert.Equal("not_connected", (await AuthHost.JsonAsync(bob)).GetProperty("connections")[0].GetProperty("status").GetString());
        Assert.Equal(0, (await AuthHost.JsonAsync(eve)).GetProperty("connections").GetArrayLength());
    }

    [Fact]
    public async Task EverySecret_IsNeitherLoggedNorStoredReadably()
    {
        var directory = AuthHost.NewDirectory();
        await using var world = await EgressWorld.StartAsync(directory);
        await world.ConfigureAsync();
        await world.ConnectAsync("alice");
        world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("alice@provider", (await world.CallAsync("alice")).Account);
        world.Provider.EndGrants();
        await world.CallAsync("alice");

        var logs = string.Join('\n', world.Logs.Lines);
        var files = Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Select(Read).ToList();
        Assert.NotEmpty(files);
        Assert.All(world.Provider.Secrets.Append(FakeProvider.ClientSecret), secret =>
        {
            Assert.DoesNotContain(secret, logs, StringComparison.Ordinal);
            Assert.All(files, file => Assert.DoesNotContain(secret, file, StringComparison.Ordinal));
        });

        static string Read(string file)
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            return reader.ReadToEnd();
        }
    }
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Sessions;
using McpGateway.Tests.Storage;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Tests.Identity.Sessions;

/// <summary>Sessions over a real SQLite file.</summary>
public sealed class SessionStoreTests : IAsyncDisposable
{
    private SqliteFixture? _sqlite;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _sqlite?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Create_Session_IsFound_AndTheStoreHoldsOnlyItsHash()
    {
        await using var core = await StartAsync();
        var id = await CreateAsync(core);

        var found = await core.Get<SessionStore>().FindAsync(id, Cancellation);

        Assert.Equal(
            (SessionState.Valid, "local:bob", "readers writers"), (found.State, found.Identity!.Subject, found.Resolved!.Proxy.Scopes));
        var stored = Assert.Single(await core.Documents.ListAsync(SessionStore.Kind, Cancellation));
        Assert.NotEqual(id, stored.Key);
        Assert.Equal(SessionStore.KeyOf(id), stored.Key);
        Assert.Null(stored.Value.SealedIdToken);
    }

    [Fact]
    public async Task Create_TwoSessions_AreDifferent_AndOneEndsWithoutTheOther()
    {
        await using var core = await StartAsync();
        var (one, two) = (await CreateAsync(core), await CreateAsync(core));
        Assert.NotEqual(one, two);
        Assert.Equal(SessionState.Valid, await StateAsync(core, one));

        await core.Get<SessionStore>().RevokeAsync(one, Cancellation);

        Assert.Equal(SessionState.Invalid, await StateAsync(core, one));
        Assert.Equal(SessionState.Valid, await StateAsync(core, two));
    }

    /// <summary>What a provider says of a person now replaces what it said before.</summary>
    [Theory]
    [InlineData("writers readers", SessionState.Valid)]
    [InlineData("readers", SessionState.Invalid)]
    [InlineData("readers writers admins", SessionState.Invalid)]
    public async Task Create_OfTheSamePersonWithTheProvidersGroups_EndsSessionsWithOthers(string groups, SessionState expected)
    {
        await using var core = await StartAsync();
        var first = await CreateAsync(core, "keycloak:alice", "readers", "writers");
        var other = await CreateAsync(core, "keycloak:dora", "readers", "writers");
        Assert.Equal(SessionState.Valid, await StateAsync(core, first));

        var second = await CreateAsync(core, "keycloak:alice", groups.Split(' '));

        Assert.Equal(expected, await StateAsync(core, first));
        Assert.Equal((SessionState.Valid, SessionState.Valid), (await StateAsync(core, second), await StateAsync(core, other)));
    }

    [Theory]
    [InlineData(-1, SessionState.Valid)]
    [InlineData(0, SessionState.Expired)]
    public async Task Find_AtItsEnd_IsExpired_CachedOrNot(int secondsAfter, SessionState expected)
    {
        await using var core = await StartAsync();
        var (seen, unseen) = (await CreateAsync(core), await CreateAsync(core));
        await StateAsync(core, seen);
        var stored = await core.Documents.ListAsync(SessionStore.Kind, Cancellation);
        core.Clock.Advance(stored[0].Value.ExpiresAt - core.Clock.GetUtcNow() + TimeSpan.FromSeconds(secondsAfter));

        Assert.Equal(expected, await StateAsync(core, seen));

        // Storage may already have forgotten one that has expired.
        Assert.Equal(expected == SessionState.Valid, await StateAsync(core, unseen) == SessionState.Valid);
    }

    [Theory]
    [InlineData("disabled")]
    [InlineData("gone")]
    [InlineData("password changed")]
    public async Task Find_AccountThatEndedItsCredentials_IsInvalid(string what)
    {
        await using var core = await StartAsync();
        var id = await CreateAsync(core);
        Assert.Equal(SessionState.Valid, await StateAsync(core, id));

        core.Clock.Advance(TimeSpan.FromSeconds(1));
        if (what == "gone")
        {
            await core.Documents.CommitAsync(
                new DocumentBatch().Delete(McpGateway.Identity.Users.LocalUserDirectory.Kind, "bob", expectedVersion: null), Cancellation);
        }
        else
        {
            await core.PutUserAsync(
                "bob", user =>
                what == "disabled" ? user with { IsEnabled = false } : user with { CredentialsNotBefore = core.Clock.GetUtcNow() });
        }

        Assert.Equal(SessionState.Invalid, await StateAsync(core, id));
    }

    [Fact]
    public async Task Find_RevokedSession_StopsWhatIsOpenUnderIt()
    {
        await using var core = await StartAsync();
        var id = await CreateAsync(core);
        var open = (await core.Get<SessionStore>().FindAsync(id, Cancellation)).Resolved!.Proxy.Revoked;
        Assert.False(open.IsCancellationRequested);

        await core.Get<SessionStore>().RevokeAsync(id, Cancellation);

        Assert.True(open.IsCancellationRequested);
    }

    [Fact]
    public async Task Describe_IdToken_ComesBackForThisSessionOnly_AndIsStoredSealed()
    {
        await using var core = await StartAsync();
        var sessions = core.Get<SessionStore>();
        var id = (await sessions.CreateAsync(Bob(core), Cancellation, "the-id-token")).Value!;
        var other = await CreateAsync(core);

        Assert.Equal(new EndedSession("local", "the-id-token"), await sessions.DescribeAsync(id, Cancellation));
        Assert.Equal(new EndedSession("local", null), await sessions.DescribeAsync(other, Cancellation));
        Assert.Null(await sessions.DescribeAsync(new string('A', 43), Cancellation));
        Assert.Equal("local", new EndedSession("local", "the-id-token").ToString());
        var sealedToken = (await core.Documents.FindAsync(SessionStore.Kind, SessionStore.KeyOf(id), Cancellation))!.Value.SealedIdToken!;
        Assert.DoesNotContain("the-id-token", Encoding.Latin1.GetString(sealedToken), StringComparison.Ordinal);
    }

    /// <summary>
    /// The cookie is a stranger's text: anything but an id that was handed out opens nothing, ends nothing and throws nothing.
    /// </summary>
    [Fact]
    public async Task Find_AnyCookie_OpensNothing()
    {
        await using var core = await StartAsync();
        var id = await CreateAsync(core);
        var sessions = core.Get<SessionStore>();
        foreach (var text in (string[])["", "x", id + "=", id + "A", " " + id, id[1..], id.ToUpperInvariant(), SessionStore.KeyOf(id)])
        {
            Assert.Equal(SessionState.Invalid, await StateAsync(core, text));
            await sessions.RevokeAsync(text, Cancellation);
            Assert.Null(await sessions.DescribeAsync(text, Cancellation));
        }

        Prop.ForAll<string>(
            text => sessions.FindAsync(text ?? "", Cancellation).AsTask().GetAwaiter().GetResult().State == SessionState.Invalid)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(50));
        Assert.Equal(SessionState.Valid, await StateAsync(core, id));
    }

    [Theory]
    [InlineData("mcp_gateway_session=abc", "abc")]
    [InlineData("other=1; mcp_gateway_session=abc; more=2", "abc")]
    [InlineData("mcp_gateway_session=", null)]
    [InlineData("xmcp_gateway_session=abc", null)]
    [InlineData("other=1", null)]
    [InlineData("", null)]
    [InlineData(";;;=;", null)]
    public async Task Cookie_Header_AsListed(string header, string? expected)
    {
        await using var core = await AuthCore.StartAsync();
        var name = core.Get<Microsoft.Extensions.Options.IOptions<McpGateway.Identity.AuthOptions>>().Value.SessionCookieName;
        var context = new DefaultHttpContext();
        context.Request.Headers.Cookie = header.Replace("mcp_gateway_session", name, StringComparison.Ordinal);

        Assert.Equal(expected, core.Get<SessionCookie>().Read(context.Request));
    }

    [Fact]
    public async Task Cookie_AnyHeader_IsReadWithoutAnException()
    {
        await using var core = await AuthCore.StartAsync();
        var cookie = core.Get<SessionCookie>();
        var piece = Gen.Elements("mcp_gateway_session", "=", ";", " ", ",", "\"", "%41", "a", "é", "\t", "==", "%zz");
        Prop.ForAll(piece.ListOf().ToArbitrary(), pieces =>
        {
            var context = new DefaultHttpContext();
            context.Request.Headers.Cookie = string.Concat(pieces);
            return cookie.Read(context.Request) is null or { Length: > 0 };
        }).QuickCheckThrowOnFailure();
    }

    private async Task<AuthCore> StartAsync() => await AuthCore.StartAsync(clock => (_sqlite = new SqliteFixture(clock)).Documents);

    private static CredentialIdentity Bob(AuthCore core) => CredentialIdentity.OfLocal(
        core.Get<McpGateway.Identity.Users.IUserDirectory>().Current.Find("bob")!, core.Clock.GetUtcNow());

    private static async Task<string> CreateAsync(AuthCore core) =>
        (await core.Get<SessionStore>().CreateAsync(Bob(core), Cancellation)).Value!;

    private static async Task<string> CreateAsync(AuthCore core, string subject, params string[] groups)
    {
        var identity = Bob(core) with { Subject = subject, UserName = subject, Provider = "keycloak", Groups = groups };
        return (await core.Get<SessionStore>().CreateAsync(identity, Cancellation)).Value!;
    }

    private static async Task<SessionState> StateAsync(AuthCore core, string id) =>
        (await core.Get<SessionStore>().FindAsync(id, Cancellation)).State;
}

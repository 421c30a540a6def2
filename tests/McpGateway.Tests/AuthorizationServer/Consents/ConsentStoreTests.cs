using McpGateway.Access.Scopes;
using McpGateway.AuthorizationServer.Consents;
using McpGateway.AuthorizationServer.Pages;
using McpGateway.AuthorizationServer.Requests;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Tokens;
using McpGateway.Tests.Access;

namespace McpGateway.Tests.AuthorizationServer.Consents;

public sealed class ConsentStoreTests
{
    private static readonly Caller Bob = Callers.With() with { Subject = "local:bob" };

    public static TheoryData<string, bool> Requests { get; } = new()
    {
        { "the same", true },
        { "scopes in another order", true },
        { "another state", true },
        { "another user", false },
        { "another client", false },
        { "another redirect URI", false },
        { "one scope more", false },
        { "one scope less", false },
        { "another resource", false },
        { "one resource more", false },
        { "asks always", false },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Covers_ExactlyWhatWasAllowed(string what, bool expected)
    {
        await using var core = await OAuthCore.StartAsync();
        var request = OAuthCore.Request() with { Scopes = ["a", "b"] };
        await RecordAsync(core, request);

        var asked = what switch
        {
            "scopes in another order" => request with { Scopes = ["b", "a"] },
            "another state" => request with { State = "x" },
            "another client" => request with { ClientId = "other" },
            "another redirect URI" => request with { RedirectUri = "https://client.example/other" },
            "one scope more" => request with { Scopes = ["a", "b", "c"] },
            "one scope less" => request with { Scopes = ["a"] },
            "another resource" => request with { Resources = [OAuthCore.Origin + "/x"] },
            "one resource more" => request with { Resources = [OAuthCore.Origin, OAuthCore.Origin + "/x"] },
            "asks always" => request with { AsksAlways = true },
            _ => request,
        };

        Assert.Equal(expected, await core.Get<ConsentStore>().CoversAsync(
            what == "another user" ? "local:eve" : "local:bob", asked, OAuthCore.Cancellation));
    }

    [Theory]
    [InlineData("http://127.0.0.1:5000/cb")]
    [InlineData("cursor://callback")]
    public async Task Covers_AddressThatAnyProgramCanTake_Never_AndOneRecordForAllPorts(string redirectUri)
    {
        await using var core = await OAuthCore.StartAsync();
        var request = OAuthCore.Request() with { RedirectUri = redirectUri };
        await RecordAsync(core, request);
        await RecordAsync(core, request with { RedirectUri = redirectUri + "2" });

        Assert.False(await core.Get<ConsentStore>().CoversAsync("local:bob", request, OAuthCore.Cancellation));
        Assert.Single(await core.Get<ConsentStore>().ListAsync("local:bob", OAuthCore.Cancellation));
    }

    [Fact]
    public async Task Revoke_Client_TakesBackAllOfItForThisUserOnly_AndEndsItsTokens()
    {
        await using var core = await OAuthCore.StartAsync();
        var client = await core.ClientAsync();
        await RecordAsync(core, OAuthCore.Request());
        await RecordAsync(core, OAuthCore.Request() with { Scopes = ["readers"] });
        await RecordAsync(core, OAuthCore.Request("other"));
        await RecordAsync(core, OAuthCore.Request(), "local:eve");
        var tokens = (await core.RedeemAsync(client, await core.CodeAsync())).Value!;
        var store = core.Get<ConsentStore>();

        Assert.True(await store.RevokeAsync("local:bob", "client", OAuthCore.Cancellation));
        Assert.False(await store.RevokeAsync("local:bob", "client", OAuthCore.Cancellation));

        Assert.Equal("other", Assert.Single(await store.ListAsync("local:bob", OAuthCore.Cancellation)).ToString());
        Assert.Single(await store.ListAsync("local:eve", OAuthCore.Cancellation));
        Assert.Equal(TokenRefusal.Revoked, (await core.Core.JudgeAsync(tokens.Token.Text)).Refusal);
    }

    [Fact]
    public async Task Ticket_IsGoodOnce_InItsSession_ForTenMinutes()
    {
        await using var core = await OAuthCore.StartAsync();
        var tickets = core.Get<ConsentTickets>();
        async Task<string> NewAsync() => (await tickets.CreateAsync(OAuthCore.Request(), null, "session", OAuthCore.Cancellation)).Value!;

        var ticket = await NewAsync();
        var taken = (await tickets.TakeAsync(ticket, "session", OAuthCore.Cancellation))!;
        Assert.Equal("client", taken.Request!.ClientId);
        Assert.Equal("ConsentTicketRecord", taken.ToString());
        Assert.Null(await tickets.TakeAsync(ticket, "session", OAuthCore.Cancellation));

        // Shown in another session, it is spent: whoever has it should not have.
        ticket = await NewAsync();
        Assert.Null(await tickets.TakeAsync(ticket, "another", OAuthCore.Cancellation));
        Assert.Null(await tickets.TakeAsync(ticket, "session", OAuthCore.Cancellation));

        Assert.Null(await tickets.TakeAsync(null, "session", OAuthCore.Cancellation));
        Assert.Null(await tickets.TakeAsync("", "session", OAuthCore.Cancellation));
        Assert.Null(await tickets.TakeAsync("unknown", "session", OAuthCore.Cancellation));

        ticket = await NewAsync();
        core.Core.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(await tickets.TakeAsync(ticket, "session", OAuthCore.Cancellation));
    }

    [Fact]
    public async Task Ticket_TakenTwiceAtOnce_IsGoodForOne()
    {
        await using var core = await OAuthCore.StartAsync();
        var tickets = core.Get<ConsentTickets>();
        var ticket = (await tickets.CreateAsync(null, "device", "session", OAuthCore.Cancellation)).Value!;

        var taken = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => tickets.TakeAsync(ticket, "session", OAuthCore.Cancellation))));

        Assert.Equal("device", Assert.Single(taken, one => one is not null)!.Device);
    }

    [Fact]
    public async Task AuthorizedClients_AreJoinedByClient_NewestFirst()
    {
        await using var core = await OAuthCore.StartAsync();
        await core.ClientAsync();
        await RecordAsync(core, OAuthCore.Request() with { Scopes = ["b", "a"], Resources = [OAuthCore.Origin + "/y"] });
        core.Core.Clock.Advance(TimeSpan.FromMinutes(1));
        await RecordAsync(
            core, OAuthCore.Request() with { RedirectUri = "cursor://x", Scopes = ["c"], Resources = [OAuthCore.Origin + "/x"] });
        core.Core.Clock.Advance(TimeSpan.FromMinutes(1));
        await RecordAsync(core, OAuthCore.Request("device") with { RedirectUri = "" });

        var clients = await core.Get<AuthorizedClients>().ListAsync(Bob, OAuthCore.Cancellation);

        Assert.Equal(["device", "client"], clients.Select(client => client.Id));
        Assert.Equal(["cursor:", "client.example"], clients[1].Places);
        Assert.Equal(["a", "b", "c"], clients[1].Scopes);
        Assert.Equal([OAuthCore.Origin + "/x", OAuthCore.Origin + "/y"], clients[1].Resources);
        Assert.Equal(core.Core.Clock.GetUtcNow() - TimeSpan.FromMinutes(2), clients[1].Since);
        Assert.Equal(ClientVerification.Unverified, clients[1].Verification);
        Assert.Equal([""], clients[0].Places);
        Assert.Empty(clients[0].Scopes);
        Assert.Null(clients[0].RenewedAt);
    }

    [Theory]
    [InlineData("https://client.example/metadata.json", "https://client.example/cb", ClientVerification.Published)]
    [InlineData("https://client.example/metadata.json", "http://127.0.0.1/cb", ClientVerification.ClaimsToBePublished)]
    [InlineData("configured", "https://client.example/cb", ClientVerification.SetUpHere)]
    [InlineData("dyn-x", "https://client.example/cb", ClientVerification.Unverified)]
    public async Task AuthorizedClients_Verification_IsAsTheConsentPageSaidIt(string id, string redirectUri, ClientVerification expected)
    {
        await using var core = await OAuthCore.StartAsync(
            ("OAuth:Clients:0:ClientId", "configured"), ("OAuth:Clients:0:RedirectUris:0", "https://client.example/cb"));
        await RecordAsync(core, OAuthCore.Request(id) with { RedirectUri = redirectUri });

        Assert.Equal(expected, Assert.Single(await core.Get<AuthorizedClients>().ListAsync(Bob, OAuthCore.Cancellation)).Verification);
    }

    [Fact]
    public async Task AuthorizedClients_Revoke_WhatIsNotThere_IsNotFound_AndRenewalsShow()
    {
        await using var core = await OAuthCore.StartAsync();
        var client = await core.ClientAsync();
        await RecordAsync(core, OAuthCore.Request());
        var first = (await core.RedeemAsync(client, await core.CodeAsync())).Value!;
        core.Core.Clock.Advance(TimeSpan.FromMinutes(5));
        await core.RefreshAsync(client, first.RefreshToken!);
        var clients = core.Get<AuthorizedClients>();

        Assert.Equal(core.Core.Clock.GetUtcNow(), Assert.Single(await clients.ListAsync(Bob, OAuthCore.Cancellation)).RenewedAt);
        Assert.Equal(ErrorKind.NotFound, (await clients.RevokeAsync(Bob, "unknown", OAuthCore.Cancellation)).Error!.Kind);
        Assert.Equal("client", (await clients.RevokeAsync(Bob, "client", OAuthCore.Cancellation)).Value);
        Assert.Empty(await clients.ListAsync(Bob, OAuthCore.Cancellation));
    }

    [Fact]
    public async Task Rights_AreDescribedInThePolicysWords()
    {
        await using var core = await OAuthCore.StartAsync();
        await core.Core.Documents.CommitAsync(
            new DocumentBatch().Put(
                ScopeRepository.Scopes, "described", new ScopeRecord { Name = "described", Description = "Reads the weather" }, null),
            OAuthCore.Cancellation);

        Assert.Equal(
            [new ConsentRight("described", "Reads the weather"), new ConsentRight("readers", ""), new ConsentRight("unknown", "")],
            core.Get<ConsentRights>().Of(["described", "readers", "unknown"]));
    }

    private static async Task RecordAsync(OAuthCore core, AuthorizationRequest request, string subject = "local:bob") =>
        Assert.Null(await core.Get<ConsentStore>().RecordAsync(
            subject, request.ClientId, request.ClientName, request.RedirectUri, request.Scopes, request.Resources, OAuthCore.Cancellation));
}

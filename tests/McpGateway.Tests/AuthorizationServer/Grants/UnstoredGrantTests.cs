using McpGateway.AuthorizationServer.Consents;
using McpGateway.AuthorizationServer.Exchange;
using McpGateway.AuthorizationServer.Grants;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Tokens;
using McpGateway.Tests.Storage;

namespace McpGateway.Tests.AuthorizationServer.Grants;

/// <summary>The end of a family of tokens while the database cannot be written to.</summary>
public sealed class UnstoredGrantTests : IAsyncDisposable
{
    private readonly SqliteFixture _fixture = new(TimeProvider.System);

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData("its client revokes it")]
    [InlineData("the user takes the consent back")]
    [InlineData("a refresh token is replayed")]
    public async Task End_DatabaseIsReadOnly_EndsTheFamilyAtOnce(string how)
    {
        await using var core = await OAuthCore.StartAsync(_ => _fixture.Documents);
        var client = await core.ClientAsync();
        var first = (await core.RedeemAsync(client, await core.CodeAsync())).Value!;
        var second = (await core.RefreshAsync(client, first.RefreshToken!)).Value!;
        await core.Get<ConsentStore>().RecordAsync("local:bob", client.Id, client.Name, OAuthCore.Callback, [], [], OAuthCore.Cancellation);
        Assert.Equal(TokenRefusal.None, (await core.Core.JudgeAsync(second.Token.Text)).Refusal);
        await using (await SqliteFault.ReadOnlyAsync(_fixture.Database))
        {
            var failure = how switch
            {
                "its client revokes it" => await Assert.ThrowsAsync<StorageUnavailableException>(
                    () => core.Get<TokenState>().RevokeAsync(client, second.RefreshToken!, OAuthCore.Cancellation)),
                "the user takes the consent back" => await Assert.ThrowsAsync<StorageUnavailableException>(
                    () => core.Get<ConsentStore>().RevokeAsync("local:bob", client.Id, OAuthCore.Cancellation)),
                _ => null,
            };
            if (failure is null)
            {
                // The client is refused as always: that it could not be stored is the operator's to know.
                Assert.Equal(
                    "invalid_grant", OAuthCore.CodeOf(await core.RefreshAsync(client, first.RefreshToken!, "198.51.100.7")));
            }

            Assert.NotEqual(false, failure?.IsInForce);
            Assert.Equal(TokenRefusal.Revoked, (await core.Core.JudgeAsync(second.Token.Text)).Refusal);
            Assert.Equal("invalid_grant", OAuthCore.CodeOf(await core.RefreshAsync(client, second.RefreshToken!)));
            Assert.Empty(await core.Get<GrantStore>().ListAsync("local:bob", OAuthCore.Cancellation));
        }

        Assert.Equal(0, await core.Core.Documents.StoreUnstoredAsync(OAuthCore.Cancellation));
        Assert.Empty(await _fixture.Documents.ListByOwnerAsync(GrantStore.Kind, "local:bob", OAuthCore.Cancellation));
    }
}

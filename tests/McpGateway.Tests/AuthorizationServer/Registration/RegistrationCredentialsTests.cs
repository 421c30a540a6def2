using McpGateway.AuthorizationServer.Registration;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Credentials;

namespace McpGateway.Tests.AuthorizationServer.Registration;

public sealed class RegistrationCredentialsTests
{
    [Fact]
    public async Task AreOurs_WhatARegistrationIssued_FromThenUntilItIsDeleted()
    {
        await using var core = await OAuthCore.StartAsync();
        var issued = core.Get<RegistrationCredentials>();
        var registered = await CreateAsync(core);
        var other = await CreateAsync(core);

        Assert.StartsWith("mgs_", registered.Secret, StringComparison.Ordinal);
        Assert.StartsWith("mgt_", registered.ManagementToken, StringComparison.Ordinal);
        Assert.Equal((true, true), (issued.AreOurs(registered.Secret!), issued.AreOurs(registered.ManagementToken)));

        Assert.Null(await core.Get<Registrations>().DeleteAsync(
            registered.Client.Id, registered.ManagementToken, OAuthCore.Cancellation));
        Assert.Equal((false, false), (issued.AreOurs(registered.Secret!), issued.AreOurs(registered.ManagementToken)));
        Assert.True(issued.AreOurs(other.Secret!));
    }

    /// <summary>As after a start, and after changes that the store no longer lists.</summary>
    [Fact]
    public async Task Load_StoredRegistrations_AreKnownAndNoOthers()
    {
        await using var core = await OAuthCore.StartAsync();
        var registered = await CreateAsync(core);
        var former = Secrets.New();
        await core.ClientAsync("former", client => client with { SecretHash = Secrets.Hash(former) });
        await core.ClientAsync("public");
        var issued = new RegistrationCredentials(core.Core.Documents);

        Assert.False(issued.AreOurs(registered.Secret!));
        await issued.LoadAsync(OAuthCore.Cancellation);

        Assert.Equal((true, true), (issued.AreOurs(registered.Secret!), issued.AreOurs(former)));
        Assert.False(issued.AreOurs(Secrets.New()));
        Assert.False(issued.AreOurs(Secrets.NewClientSecret()));
    }

    [Fact]
    public async Task AreOurs_TextOfAnotherForm_CostsNothing()
    {
        await using var core = await OAuthCore.StartAsync();
        await CreateAsync(core);
        var sources = core.Get<IEnumerable<IIssuedTokens>>().ToArray();
        string[] foreign = ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "github_pat_" + new string('a', 82), "mgs_short"];
        Assert.DoesNotContain(true, foreign.SelectMany(text => sources.Select(source => source.AreOurs(text))));

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var text in foreign)
        {
            for (var index = 0; index < sources.Length; index++)
            {
                sources[index].AreOurs(text);
            }
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public async Task AreOurs_SecretOfAServiceAccount_UntilItIsDeleted()
    {
        await using var core = await OAuthCore.StartAsync();
        var clients = core.Get<ManagedClients>();
        var created = (await clients.CreateServiceAsync("robot", [], null, OAuthCore.Cancellation)).Value!;
        bool IsOurs() => core.Get<IEnumerable<IIssuedTokens>>().Any(source => source.AreOurs(created.Secret));

        Assert.True(IsOurs());
        Assert.True((await clients.DeleteServiceAsync(created.Client.Id, OAuthCore.Cancellation)).Value);
        Assert.False(IsOurs());
    }

    private static async Task<RegisteredClient> CreateAsync(OAuthCore core) => (await core.Get<Registrations>().CreateAsync(
        new()
        {
            Name = "client",
            RedirectUris = [OAuthCore.Callback],
            GrantTypes = [GrantTypes.AuthorizationCode],
            AuthMethod = ClientAuthMethods.Basic,
            Further = new Dictionary<string, string>(),
        },
        OAuthCore.Cancellation)).Value!;
}

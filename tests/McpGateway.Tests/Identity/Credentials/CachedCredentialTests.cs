using McpGateway.Access.Scopes;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Users;

namespace McpGateway.Tests.Identity.Credentials;

/// <summary>A verified credential while rights, accounts and the credential itself change under it.</summary>
public sealed class CachedCredentialTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Current_NothingChanged_IsTheSameCaller()
    {
        await using var core = await AuthCore.StartAsync();
        var credential = Credential(core);

        Assert.Same(credential.Current(), credential.Current());
        Assert.Equal(["readers", "writers"], credential.Current()!.Caller.Scopes.Order());
    }

    [Fact]
    public async Task Current_MoreRights_KeepsWhatIsOpen()
    {
        await using var core = await AuthCore.StartAsync();
        var credential = Credential(core);
        var open = credential.Current()!.Proxy.Revoked;

        await core.PutScopeAsync("auditors", "staff");

        Assert.Contains("auditors", credential.Current()!.Caller.Scopes);
        Assert.False(open.IsCancellationRequested);
        Assert.Equal(open, credential.Current()!.Proxy.Revoked);
    }

    [Fact]
    public async Task Current_FewerRights_EndsWhatIsOpenAndGoesOnWithTheRest()
    {
        await using var core = await AuthCore.StartAsync();
        var credential = Credential(core);
        var open = credential.Current()!.Proxy.Revoked;

        await core.PutScopeAsync("writers", "others");

        Assert.Equal(["readers"], credential.Current()!.Caller.Scopes);
        Assert.True(open.IsCancellationRequested);
        Assert.False(credential.Current()!.Proxy.Revoked.IsCancellationRequested);
    }

    /// <summary>A scope that keeps its name and loses its rules takes rights away just as well.</summary>
    [Fact]
    public async Task Current_ScopeWithoutItsRules_EndsWhatIsOpen()
    {
        await using var core = await AuthCore.StartAsync();
        var credential = Credential(core);
        var open = credential.Current()!.Proxy.Revoked;
        var batch = new DocumentBatch();
        foreach (var name in new[] { "readers", "writers" })
        {
            batch.Put(ScopeRepository.Scopes, name, new() { Name = name, GroupMappings = ["staff"] }, expectedVersion: null);
        }

        await core.Documents.CommitAsync(batch, Cancellation);

        Assert.Equal(2, credential.Current()!.Caller.Scopes.Count);
        Assert.True(open.IsCancellationRequested);
    }

    [Fact]
    public async Task Current_DisabledAccount_IsNobodyAndComesBackWithTheAccount()
    {
        await using var core = await AuthCore.StartAsync();
        var credential = Credential(core);
        var open = credential.Current()!.Proxy.Revoked;

        await core.PutUserAsync("bob", user => user with { IsEnabled = false });
        Assert.Null(credential.Current());
        Assert.True(open.IsCancellationRequested);

        await core.PutUserAsync("bob", user => user);
        Assert.False(credential.Current()!.Proxy.Revoked.IsCancellationRequested);
    }

    [Fact]
    public async Task Current_DeletedAndMadeAgain_IsNobody()
    {
        await using var core = await AuthCore.StartAsync();
        var credential = Credential(core);
        Assert.NotNull(credential.Current());
        await core.Documents.CommitAsync(
            new DocumentBatch().Delete(LocalUserDirectory.Kind, "bob", expectedVersion: null), Cancellation);
        await core.PutUserAsync("bob", user => user with { SubjectId = "another bob" });

        Assert.Null(credential.Current());
    }

    [Fact]
    public async Task Revoke_Credential_EndsForGood()
    {
        await using var core = await AuthCore.StartAsync();
        var credential = Credential(core);
        var open = credential.Current()!.Proxy.Revoked;

        credential.Revoke();

        Assert.True(open.IsCancellationRequested);
        Assert.True(credential.IsRevoked);
        Assert.Null(credential.Current());
        await core.PutScopeAsync("auditors", "staff");
        Assert.Null(credential.Refresh());
    }

    [Fact]
    public async Task Cache_Full_DropsTheExpiredFirst()
    {
        await using var core = await AuthCore.StartAsync();
        var cache = new CredentialCache(core.Clock, capacity: 20);
        for (var index = 0; index < 20; index++)
        {
            cache.Add($"k{index}", Credential(core, index < 10 ? TimeSpan.FromMinutes(1) : TimeSpan.FromHours(1)));
        }

        core.Clock.Advance(TimeSpan.FromMinutes(1));
        cache.Add("new", Credential(core, TimeSpan.FromHours(1)));

        Assert.NotNull(cache.Find("new"));
        Assert.Equal(9, cache.Count);
        Assert.All(Enumerable.Range(0, 10), index => Assert.Null(cache.Find($"k{index}")));
    }

    [Fact]
    public async Task Cache_FullOfLiveOnes_StaysBoundedAndDropsWithoutEnding()
    {
        await using var core = await AuthCore.StartAsync();
        var cache = new CredentialCache(core.Clock, capacity: 10);
        var all = Enumerable.Range(0, 50).Select(_ => Credential(core)).ToArray();
        for (var index = 0; index < all.Length; index++)
        {
            cache.Add($"k{index}", all[index]);
            Assert.InRange(cache.Count, 1, 10);
        }

        Assert.All(all, credential => Assert.False(credential.IsRevoked));
    }

    [Fact]
    public async Task Cache_Clear_EndsEveryEntry()
    {
        await using var core = await AuthCore.StartAsync();
        var cache = new CredentialCache(core.Clock);
        var credential = Credential(core);
        cache.Add("k", credential);
        Assert.Same(credential, cache.Find("k"));
        Assert.Null(cache.Find("K"));

        cache.Clear();

        Assert.Equal(0, cache.Count);
        Assert.True(credential.IsRevoked);
    }

    private static CachedCredential Credential(AuthCore core, TimeSpan? life = null) => new(
        new()
        {
            Subject = "local:bob",
            UserName = "bob",
            Groups = [],
            AuthMethod = "traditional",
            Provider = CredentialIdentity.LocalProvider,
            IssuedAt = core.Clock.GetUtcNow(),
            ExpiresAt = core.Clock.GetUtcNow() + (life ?? TimeSpan.FromHours(1)),
        },
        core.Get<CallerFactory>(),
        core.Clock);
}

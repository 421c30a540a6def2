using McpGateway.Access.Editing;
using McpGateway.Access.Groups;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Documents;
using McpGateway.Identity;
using McpGateway.Identity.Administrators;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Providers;
using McpGateway.Identity.Sessions;
using McpGateway.Identity.Users;
using McpGateway.Tests.Foundation;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Identity.Administrators;

/// <summary>No change leaves nobody who can sign in and administer.</summary>
public sealed class LastAdministratorGuardTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ScopeRecord Admins = new()
    {
        Name = "our-admins",
        GroupMappings = ["admins", "chiefs"],
        Rules = [new("*", ["all"], ["all"])],
        UiPermissions = ScopeSeeder.BuiltIn().First(scope => scope.Name == "registry-admins").UiPermissions,
    };

    private readonly ManualTimeProvider _time = new();
    private readonly MemoryDocumentStorage _store;
    private readonly AuthOptions _options = new();
    private readonly ConfiguredProviders _providers = new();

    public LastAdministratorGuardTests() => _store = new(_time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private AdministratorCheck Check => new(Options.Create(_options), Options.Create(_providers));

    private LastAdministratorGuard Guard => new(_store, Check, new ProviderPeople(_store, Options.Create(_providers), _time));

    public static TheoryData<string> Losses =>
        ["deleted", "disabled", "no password", "out of the group", "no groups", "scope deleted", "unmapped", "no actions", "no reach"];

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task FindRefusal_LossOfTheLastAdministrator_IsRefused(string loss)
    {
        await SeedAsync(User("root", "admins"), User("bob", "staff"));

        Assert.Same(AdministratorGuard.Refusal, await JudgeAsync(Loss(loss)));
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task FindRefusal_LossWithTheOtherOneMadeInTheSameBatch_IsFine(string loss)
    {
        await SeedAsync(User("root", "admins"));
        var rescue = Loss(loss)
            .Put(ScopeRepository.Scopes, "rescue", Admins with { Name = "rescue", GroupMappings = ["rescuers"] }, expectedVersion: null)
            .Put(LocalUserDirectory.Kind, "eve", User("eve", "rescuers"), expectedVersion: null);

        Assert.Null(await JudgeAsync(rescue));
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("disabled")]
    [InlineData("no groups")]
    public async Task FindRefusal_AnotherAdministratorIsLeft_IsFine(string loss)
    {
        await SeedAsync(User("root", "admins"), User("eve", "chiefs"));

        Assert.Null(await JudgeAsync(Loss(loss)));
    }

    [Fact]
    public async Task FindRefusal_BothAdministratorsInOneBatch_IsRefused()
    {
        await SeedAsync(User("root", "admins"), User("eve", "chiefs"));

        Assert.NotNull(await JudgeAsync(Loss("deleted").Delete(LocalUserDirectory.Kind, "eve", expectedVersion: null)));
        Assert.NotNull(await JudgeAsync(Loss("deleted").Put(
            LocalUserDirectory.Kind, "eve", User("eve", "staff"), expectedVersion: null)));
    }

    [Theory]
    [InlineData(false, true, true)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    public async Task FindRefusal_OtherAdministratorWhoCannotSignIn_DoesNotCount(bool isEnabled, bool hasPassword, bool isInGroup)
    {
        await SeedAsync(User("root", "admins"), User("eve", isInGroup ? "chiefs" : "staff") with
        {
            IsEnabled = isEnabled,
            PasswordHash = hasPassword ? "hash" : null,
        });

        Assert.NotNull(await JudgeAsync(Loss("deleted")));
    }

    [Fact]
    public async Task FindRefusal_NobodyAdministers_AnythingGoes()
    {
        await SeedAsync(User("bob", "staff"));

        Assert.Null(await JudgeAsync(new DocumentBatch().Delete(LocalUserDirectory.Kind, "bob", expectedVersion: null)));
        Assert.Null(await JudgeAsync(Loss("scope deleted")));
    }

    [Fact]
    public async Task FindRefusal_ChangeThatTakesNothing_IsFine()
    {
        await SeedAsync(User("root", "admins"));

        Assert.Null(await JudgeAsync(new DocumentBatch()
            .Put(LocalUserDirectory.Kind, "root", User("root", "admins", "more") with { MustChangePassword = true }, expectedVersion: null)
            .Put(ScopeRepository.Scopes, Admins.Name, Admins with { GroupMappings = ["admins", "chiefs", "x"] }, expectedVersion: null)));
        Assert.Null(await JudgeAsync(new DocumentBatch().Delete(LocalUserDirectory.Kind, "nobody", expectedVersion: null)));
    }

    /// <summary>Without anybody who acts, who is in a provider's groups does not matter: that it can state one is enough.</summary>
    [Theory]
    [InlineData("Keycloak", false, false)]
    [InlineData("OpenIdConnect", false, false)]
    [InlineData("GitHub", false, true)]
    [InlineData("GitHub", true, false)]
    [InlineData("Google", false, true)]
    public async Task FindRefusal_WithAProvider_DependsOnWhatItCanState(string kind, bool isMapped, bool isRefused)
    {
        _providers.Definitions = [Provider(Enum.Parse<ProviderKind>(kind), isMapped)];
        await SeedAsync(User("root", "admins"));

        Assert.Equal(isRefused, await JudgeAsync(Loss("deleted")) is not null);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task FindRefusal_LossByALocalPerson_ProviderOfWhomNobodyIsKnown_IsRefused(string loss)
    {
        _providers.Definitions = [Provider(ProviderKind.Keycloak, isMapped: false)];
        await SeedAsync(User("root", "admins"));

        Assert.Same(AdministratorGuard.Refusal, await JudgeAsync(Loss(loss), Caller("local", "admins"), "session_cookie"));
    }

    [Theory]
    [InlineData("idp", "chiefs", "session_cookie", false)]
    [InlineData("idp", "staff", "session_cookie", true)]
    [InlineData("idp", "chiefs", "bearer_token", true)]
    [InlineData("shared", "chiefs", "session_cookie", true)]
    [InlineData("client", "chiefs", "bearer_token", true)]
    public async Task FindRefusal_CallerWhoStaysAdministrator_CountsWhenSignedInWithTheProvider(
        string provider, string group, string credential, bool isRefused)
    {
        _providers.Definitions = [Provider(ProviderKind.Keycloak, isMapped: false)];
        await SeedAsync(User("root", "admins"));

        Assert.Equal(isRefused, await JudgeAsync(Loss("unmapped"), Caller(provider, group), credential) is not null);
    }

    [Theory]
    [InlineData("a session", false)]
    [InlineData("an expired session", true)]
    [InlineData("a voided session", true)]
    [InlineData("a session of another group", true)]
    [InlineData("a newer session of another group", true)]
    [InlineData("a session of a provider that is no more", true)]
    public async Task FindRefusal_PersonOfTheProvider_CountsByWhatWasStatedLast(string known, bool isRefused)
    {
        _providers.Definitions = [Provider(ProviderKind.Keycloak, isMapped: false)];
        await SeedAsync(User("root", "admins"));
        var now = _time.GetUtcNow();
        var session = new SessionRecord
        {
            Subject = "idp:carol",
            UserName = "carol",
            Provider = known.EndsWith("no more", StringComparison.Ordinal) ? "former" : "idp",
            AuthMethod = "oauth2",
            Groups = [known == "a session of another group" ? "staff" : "chiefs"],
            CreatedAt = now - TimeSpan.FromHours(2),
            ExpiresAt = known == "an expired session" ? now : now + TimeSpan.FromHours(1),
        };
        var batch = new DocumentBatch().Put(SessionStore.Kind, "1", session, expectedVersion: null);
        if (known == "a voided session")
        {
            batch.Put(SubjectRevocation.Kind, "r", new(session.Subject, now, now + TimeSpan.FromDays(1)), expectedVersion: null);
        }
        else if (known == "a newer session of another group")
        {
            batch.Put(SessionStore.Kind, "2", session with { Groups = ["staff"], CreatedAt = now }, expectedVersion: null);
        }

        Assert.True((await _store.CommitAsync(batch, Cancellation)).IsSuccess);

        Assert.Equal(isRefused, await JudgeAsync(Loss("deleted"), Caller("local", "admins"), "session_cookie") is not null);
    }

    /// <summary>A fresh installation of which only a provider's people are to be administrators, set up by a program.</summary>
    [Theory]
    [InlineData("deleted", false)]
    [InlineData("unmapped from others", false)]
    [InlineData("unmapped", true)]
    [InlineData("scope deleted", true)]
    public async Task FindRefusal_NobodyIsKnownYet_WhatKeepsTheAdministratorsGroupsIsFine(string loss, bool isRefused)
    {
        _options.AllowsLocalSignIn = false;
        _providers.Definitions = [Provider(ProviderKind.Keycloak, isMapped: false)];
        await SeedAsync(User("root", "admins"));
        var team = new ScopeRecord { Name = "team", GroupMappings = ["team"], Rules = [] };
        Assert.True((await _store.CommitAsync(
            new DocumentBatch().Put(ScopeRepository.Scopes, "team", team, expectedVersion: null), Cancellation)).IsSuccess);
        var batch = loss == "unmapped from others"
            ? new DocumentBatch().Put(ScopeRepository.Scopes, "team", team with { GroupMappings = [] }, expectedVersion: null)
            : Loss(loss);

        Assert.Equal(isRefused, await JudgeAsync(batch, Caller("client", "admins"), "bearer_token") is not null);
    }

    [Fact]
    public void MayExist_LocalSignInOff_CountsNoLocalAccount()
    {
        Assert.True(Check.MayExist([Admins], [User("root", "admins")]));
        _options.AllowsLocalSignIn = false;

        Assert.False(Check.MayExist([Admins], [User("root", "admins")]));
        Assert.False(Check.CanSignIn(User("root", "admins")));
    }

    [Fact]
    public void Concerns_Kinds_AreScopesAndLocalAccounts()
    {
        Assert.True(Guard.Concerns(Loss("deleted")));
        Assert.True(Guard.Concerns(Loss("scope deleted")));
        Assert.False(Guard.Concerns(new DocumentBatch()));
        Assert.False(Guard.Concerns(new DocumentBatch().Delete(ManagedClients.Kind, "c", expectedVersion: null)));
    }

    private static DocumentBatch Loss(string loss)
    {
        var batch = new DocumentBatch();
        var root = User("root", "admins");
        return loss switch
        {
            "deleted" => batch.Delete(LocalUserDirectory.Kind, "root", expectedVersion: null),
            "disabled" => Put(root with { IsEnabled = false }),
            "no password" => Put(root with { PasswordHash = null }),
            "out of the group" => Put(root with { Groups = ["staff"] }),
            "no groups" => Put(root with { Groups = [] }),
            "scope deleted" => batch.Delete(ScopeRepository.Scopes, Admins.Name, expectedVersion: null),
            "unmapped" => PutScope(Admins with { GroupMappings = ["chiefs"] }),
            "no reach" => PutScope(Admins with { Rules = [new("*", ["tools/list"], ["all"])] }),
            _ => PutScope(Admins with { UiPermissions = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) }),
        };

        DocumentBatch Put(UserRecord user) => batch.Put(LocalUserDirectory.Kind, "root", user, expectedVersion: null);

        DocumentBatch PutScope(ScopeRecord scope) => batch.Put(ScopeRepository.Scopes, scope.Name, scope, expectedVersion: null);
    }

    private async Task SeedAsync(params UserRecord[] users)
    {
        var batch = new DocumentBatch().Put(ScopeRepository.Scopes, Admins.Name, Admins, expectedVersion: null);
        foreach (var user in users)
        {
            batch.Put(LocalUserDirectory.Kind, user.UserName, user, expectedVersion: null);
        }

        Assert.True((await _store.CommitAsync(batch, Cancellation)).IsSuccess);
    }

    private Task<Error?> JudgeAsync(DocumentBatch batch) => Guard.FindRefusalAsync(batch, Cancellation);

    private async Task<Error?> JudgeAsync(DocumentBatch batch, Caller caller, string credential)
    {
        using var entered = new AuditScope(() => caller, static () => null, () => new(credential, null), _time).Enter();
        return await JudgeAsync(batch);
    }

    private static Caller Caller(string provider, params string[] groups) => new()
    {
        UserName = "someone",
        Subject = provider + ":someone",
        Groups = groups,
        Scopes = [],
        AuthMethod = "oauth2",
        Provider = provider,
        Permissions = CallerPermissions.None with { IsAdmin = true },
    };

    private static UserRecord User(string name, params string[] groups) =>
        new() { UserName = name, PasswordHash = "hash", Groups = groups, CreatedAt = Start, UpdatedAt = Start };

    private static ProviderDefinition Provider(ProviderKind kind, bool isMapped) => new()
    {
        Name = "idp",
        DisplayName = "Identity provider",
        Kind = kind,
        ClientId = "web",
        Scopes = [],
        UserNameClaims = [],
        GroupsClaims = [],
        GroupMappings = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["org"] = [isMapped ? "admins" : "staff"] },
    };
}

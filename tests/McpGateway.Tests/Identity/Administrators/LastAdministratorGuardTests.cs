using McpGateway.Access.Editing;
using McpGateway.Access.Groups;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity;
using McpGateway.Identity.Administrators;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Providers;
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

    private readonly MemoryDocumentStorage _store = new(new ManualTimeProvider());
    private readonly AuthOptions _options = new();
    private readonly ConfiguredProviders _providers = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private AdministratorCheck Check => new(Options.Create(_options), Options.Create(_providers));

    private LastAdministratorGuard Guard => new(_store, Check);

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

    /// <summary>Who is in a provider's groups is not known here; that it can state one that administers is enough.</summary>
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

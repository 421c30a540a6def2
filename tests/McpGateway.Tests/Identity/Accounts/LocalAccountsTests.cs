using McpGateway.Foundation;
using McpGateway.Identity.Accounts;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Tokens;
using McpGateway.Identity.Users;

namespace McpGateway.Tests.Identity.Accounts;

public sealed class LocalAccountsTests
{
    private const string Password = "a long password";
    private const string Address = "192.0.2.1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_WithPassword_SignsIn_AndTheStoreHoldsItsHash()
    {
        await using var core = await AuthCore.StartAsync();
        var created = await CreateAsync(core, "ann");

        Assert.Null(created.Value!.TemporaryPassword);
        Assert.Equal("ann", (await SignInAsync(core, "ann", Password))!.UserName);
        Assert.Null(await SignInAsync(core, "ann", Password + "!"));
        Assert.Null(await SignInAsync(core, "ANN", Password));
        var stored = core.Get<IUserDirectory>().Current.Find("ann")!;
        Assert.DoesNotContain(Password, stored.PasswordHash, StringComparison.Ordinal);
        Assert.StartsWith("local:", stored.SubjectOf(), StringComparison.Ordinal);
        Assert.NotEqual("local:ann", stored.SubjectOf());
    }

    [Fact]
    public async Task Create_WithoutPassword_GetsATemporaryOne_ThatMustBeReplaced()
    {
        await using var core = await AuthCore.StartAsync();
        var temporary = (await CreateAsync(core, "ann", password: null)).Value!.TemporaryPassword!;

        Assert.Equal(20, temporary.Length);
        Assert.True((await SignInAsync(core, "ann", temporary))!.MustChangePassword);
        Assert.NotNull((await ChangeAsync(core, "ann", temporary, Password)).User);
        Assert.False((await SignInAsync(core, "ann", Password))!.MustChangePassword);
    }

    [Theory]
    [InlineData("bob", "staff", Password, "User 'bob' already exists")]
    [InlineData(
        "BOB", "staff", Password,
        "User 'bob' already exists, and 'BOB' differs from it only by upper and lower case. Choose another name.")]
    [InlineData("a b", "staff", Password, "A user name of 1 to 64")]
    [InlineData("ann", "staff", "short", "A password of 8 to 512 characters must be provided.")]
    [InlineData("ann", "nowhere", Password, "Group 'nowhere' not found")]
    public async Task Create_Refused_AsListed(string name, string group, string password, string detail)
    {
        await using var core = await AuthCore.StartAsync();

        var created = await CreateAsync(core, name, password, group);

        Assert.Equal(ErrorKind.Invalid, created.Error?.Kind);
        Assert.StartsWith(detail, created.Error!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_Password_VoidsEarlierTokens_OtherChangesDoNot()
    {
        await using var core = await AuthCore.StartAsync();
        await CreateAsync(core, "ann");
        var token = core.Issue(
            core.Grant() with { Subject = core.Get<IUserDirectory>().Current.Find("ann")!.SubjectOf(), UserName = "ann" });
        core.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.True((await UpdateAsync(core, "ann", new(null, null, null, null))).IsSuccess);
        Assert.Equal(TokenRefusal.None, (await core.JudgeAsync(token.Text)).Refusal);
        Assert.True((await UpdateAsync(core, "ann", new(null, null, "another password", null))).IsSuccess);

        Assert.Equal(TokenRefusal.UserDisabled, (await core.JudgeAsync(token.Text)).Refusal);
        Assert.NotNull(await SignInAsync(core, "ann", "another password"));
        Assert.Null(await SignInAsync(core, "ann", Password));
    }

    [Fact]
    public async Task Update_Disabled_CannotSignIn_UntilEnabledAgain()
    {
        await using var core = await AuthCore.StartAsync();
        await CreateAsync(core, "ann");

        Assert.False((await UpdateAsync(core, "ann", new(false, null, null, null))).Value!.IsEnabled);
        Assert.Null(await SignInAsync(core, "ann", Password));
        Assert.True((await UpdateAsync(core, "ann", new(true, null, null, null))).Value!.IsEnabled);
        Assert.NotNull(await SignInAsync(core, "ann", Password));
    }

    [Theory]
    [InlineData("nobody", null, null, "User or M2M account 'nobody' not found")]
    [InlineData("bob", "short", null, "A password of 8 to 512 characters must be provided.")]
    [InlineData("bob", null, "nowhere", "Group 'nowhere' not found")]
    [InlineData("robot", Password, null, "'robot' is a service account and has no password. Delete and create it for a new secret.")]
    public async Task Update_Refused_AsListed(string name, string? password, string? group, string detail)
    {
        await using var core = await AuthCore.StartAsync();
        await CreateServiceAsync(core, "robot");

        var updated = await UpdateAsync(core, name, new(null, group is null ? null : [group], password, null));

        Assert.Equal(new Error(ErrorKind.Invalid, detail), updated.Error);
    }

    [Fact]
    public async Task Delete_ThenMadeAgain_IsAnotherSubject_AndOldTokensStayVoid()
    {
        await using var core = await AuthCore.StartAsync();
        await CreateAsync(core, "ann");
        var subject = core.Get<IUserDirectory>().Current.Find("ann")!.SubjectOf();
        var token = core.Issue(core.Grant() with { Subject = subject, UserName = "ann" });
        Assert.Equal(TokenRefusal.None, (await core.JudgeAsync(token.Text)).Refusal);

        Assert.True((await core.Get<LocalAccounts>().DeleteAsync("ann", Cancellation)).Value);
        Assert.False((await core.Get<LocalAccounts>().DeleteAsync("ann", Cancellation)).Value);
        core.Clock.Advance(TimeSpan.FromSeconds(1));
        await CreateAsync(core, "ann");

        Assert.NotEqual(subject, core.Get<IUserDirectory>().Current.Find("ann")!.SubjectOf());
        Assert.NotEqual(TokenRefusal.None, (await core.JudgeAsync(token.Text)).Refusal);
    }

    [Fact]
    public async Task ServiceAccount_SecretIsShownOnce_AndStoredAsAHash()
    {
        await using var core = await AuthCore.StartAsync();
        var created = (await CreateServiceAsync(core, "robot")).Value!;

        var client = core.Get<ManagedClients>().Current.Find("robot")!;
        Assert.Equal(Secrets.Hash(created.ClientSecret), client.SecretHash);
        Assert.Equal([GrantTypes.ClientCredentials], client.GrantTypes);
        Assert.Equal("User 'robot' already exists", (await CreateServiceAsync(core, "robot")).Error!.Detail);
        Assert.Contains("differs", (await CreateAsync(core, "ROBOT")).Error!.Detail, StringComparison.Ordinal);
        Assert.False((await UpdateAsync(core, "robot", new(false, null, null, null))).Value!.IsEnabled);
        Assert.True((await core.Get<LocalAccounts>().DeleteAsync("robot", Cancellation)).Value);
        Assert.Null(core.Get<ManagedClients>().Current.Find("robot"));
    }

    [Theory]
    [InlineData(null, 100, "ann,bob,robot")]
    [InlineData(null, 2, "ann,bob")]
    [InlineData("OB", 100, "bob,robot")]
    [InlineData("ann@", 100, "ann")]
    [InlineData("zzz", 100, "")]
    public async Task List_SearchAndLimit_AsListed(string? search, int limit, string expected)
    {
        await using var core = await AuthCore.StartAsync();
        await CreateAsync(core, "ann");
        await CreateServiceAsync(core, "robot");

        var listed = await core.Get<LocalAccounts>().ListAsync(search, limit, Cancellation);

        Assert.Equal(expected, string.Join(',', listed.Value!.Select(account => account.UserName)));
    }

    [Theory]
    [InlineData(Password, "a new password", null)]
    [InlineData("wrong", "a new password", "Invalid username or password")]
    [InlineData(Password, "short", "A password of 8 to 512 characters must be provided.")]
    [InlineData(Password, Password, "The new password must differ from the old one.")]
    public async Task ChangePassword_AsListed(string old, string next, string? problem)
    {
        await using var core = await AuthCore.StartAsync();
        await CreateAsync(core, "ann");

        var outcome = await ChangeAsync(core, "ann", old, next);

        Assert.Equal(problem, outcome.Problem);
        Assert.Equal(problem is null, outcome.User is not null);
        Assert.NotNull(await SignInAsync(core, "ann", problem is null ? next : Password));
    }

    [Fact]
    public async Task ChangePassword_GuessingTheOldOne_IsSlowedDown()
    {
        await using var core = await AuthCore.StartAsync();
        await CreateAsync(core, "ann");
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("Invalid username or password", (await ChangeAsync(core, "ann", "wrong", "a new password")).Problem);
        }

        var slowed = await ChangeAsync(core, "ann", Password, "a new password");

        Assert.True(slowed.RetryAfter > TimeSpan.Zero);
        Assert.Null(slowed.User);
        core.Clock.Advance(slowed.RetryAfter);
        Assert.NotNull((await ChangeAsync(core, "ann", Password, "a new password")).User);
    }

    [Fact]
    public async Task SignIn_NameThatIsNoAccounts_IsWrittenDownAsAMark()
    {
        await using var core = await AuthCore.StartAsync();
        var names = core.Get<UnknownNames>();

        Assert.Matches("^unknown:[0-9a-f]{12}$", names.Of("my password"));
        Assert.Equal(names.Of("my password"), names.Of("my password"));
        Assert.NotEqual(names.Of("my password"), names.Of("my Password"));
    }

    private static Task<Result<AccountSummary>> CreateAsync(
        AuthCore core, string name, string? password = Password, string group = "staff") =>
        core.Get<LocalAccounts>().CreateAsync(new(name, "ann@example.com", "A", "B", [group], password), Cancellation);

    private static Task<Result<ServiceAccountSecret>> CreateServiceAsync(AuthCore core, string name) =>
        core.Get<LocalAccounts>().CreateServiceAccountAsync(new(name, ["staff"], ""), Cancellation);

    private static Task<Result<AccountSummary>> UpdateAsync(AuthCore core, string name, AccountChange change) =>
        core.Get<LocalAccounts>().UpdateAsync(name, change, Cancellation);

    private static async Task<UserRecord?> SignInAsync(AuthCore core, string name, string password) =>
        (await core.Get<LocalSignIn>().SignInAsync(name, password, Address, Cancellation)).User;

    private static Task<PasswordChangeOutcome> ChangeAsync(AuthCore core, string name, string old, string next) =>
        core.Get<PasswordChange>().ChangeAsync(name, old, next, Address, Cancellation);
}

using System.Net;
using McpGateway.Access.Scopes;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Users;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Identity;

/// <summary>A start with ADMIN_PASSWORD gives an installation that nobody can administer its administrator back.</summary>
public sealed class AdministratorRepairTests
{
    private static readonly string[] AdministrativeScopes = ["registry-admins", "mcp-registry-admin"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("scopes deleted")]
    [InlineData("scope emptied")]
    [InlineData("mapping removed")]
    [InlineData("account deleted")]
    [InlineData("account disabled")]
    [InlineData("account without groups")]
    [InlineData("account without password")]
    [InlineData("everything at once")]
    public async Task Start_LockedOut_WithThePassword_Repairs_AndSaysSo(string way)
    {
        var directory = AuthHost.NewDirectory();
        await BreakAsync(directory, way);

        await using var host = await AuthHost.StartInAsync(directory);
        var admin = await host.SignInAsync();
        using var listed = await host.GetAsync("/api/management/iam/users", admin);

        Assert.Equal(HttpStatusCode.OK, listed.StatusCode);
        Assert.Contains("is its administrator again", host.Notice.Remark, StringComparison.Ordinal);
        Assert.Contains(host.Logs.Lines, line => line.StartsWith("Nobody could administer this installation", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("scopes deleted")]
    [InlineData("mapping removed")]
    [InlineData("mapped to nobody")]
    [InlineData("scope renamed")]
    [InlineData("account without groups")]
    public async Task Start_LockedOut_WithAProviderThatNobodySignedInWith_Repairs_AndSaysSo(string way)
    {
        var directory = AuthHost.NewDirectory();
        await BreakAsync(directory, way);

        await using var host = await AuthHost.StartInAsync(directory, LastAdministratorTests.UnreachableProvider);
        var admin = await host.SignInAsync();
        using var listed = await host.GetAsync("/api/management/iam/users", admin);

        Assert.Equal(HttpStatusCode.OK, listed.StatusCode);
        Assert.Contains("is its administrator again", host.Notice.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAProviderAndNoLocalSignIn_SaysNothing()
    {
        var directory = AuthHost.NewDirectory();
        (string, string)[] settings = [.. LastAdministratorTests.UnreachableProvider, ("LOCAL_SIGN_IN_ENABLED", "false")];
        await using (var first = await AuthHost.StartInAsync(directory, settings))
        {
            Assert.Null(first.Notice.Remark);
        }

        await using var again = await AuthHost.StartInAsync(directory, settings);

        Assert.Null(again.Notice.Remark);
    }

    [Theory]
    [InlineData("scopes deleted")]
    [InlineData("account disabled")]
    public async Task Start_LockedOut_WithoutAPassword_ChangesNothing_AndSaysWhatToDo(string way)
    {
        var directory = AuthHost.NewDirectory();
        await BreakAsync(directory, way);

        await using var host = await AuthHost.StartInAsync(directory, ("ADMIN_PASSWORD", ""));

        Assert.Contains("Set ADMIN_PASSWORD", host.Notice.Remark, StringComparison.Ordinal);
        var scope = await host.Services.GetRequiredService<ScopeRepository>().FindAsync("registry-admins", Cancellation);
        var account = await host.Documents.FindAsync(LocalUserDirectory.Kind, "admin", Cancellation);
        Assert.Equal((way != "scopes deleted", way != "account disabled"), (scope is not null, account!.Value.IsEnabled));
    }

    [Fact]
    public async Task Start_LockedOut_KeepsWhatTheScopeHeld()
    {
        var directory = AuthHost.NewDirectory();
        await BreakAsync(directory, "scope emptied");

        await using var host = await AuthHost.StartInAsync(directory);

        var scope = (await host.Services.GetRequiredService<ScopeRepository>().FindAsync("registry-admins", Cancellation))!.Value;
        Assert.Contains(scope.Rules, rule => rule.Server == "kept");
        Assert.Contains("kept-group", scope.GroupMappings);
    }

    [Fact]
    public async Task Start_WithAnotherAdministrator_RestoresNothing()
    {
        var directory = AuthHost.NewDirectory();
        await using (var host = await AuthHost.StartInAsync(directory))
        {
            await CommitAsync(host, new DocumentBatch()
                .Put(LocalUserDirectory.Kind, "carol", Carol(host, "mcp-registry-admin"), null)
                .Delete(ScopeRepository.Scopes, "registry-admins", null));
        }

        await using var again = await AuthHost.StartInAsync(directory);

        Assert.Null(again.Notice.Remark);
        Assert.Null(await again.Services.GetRequiredService<ScopeRepository>().FindAsync("registry-admins", Cancellation));
    }

    /// <summary>Whoever stepped down, with another in charge, is not made administrator again by a start.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_WithAnotherAdministrator_LeavesTheSeededAccountAsItIs(bool isEnabled)
    {
        var directory = AuthHost.NewDirectory();
        await using (var host = await AuthHost.StartInAsync(directory))
        {
            var admin = (await host.Documents.FindAsync(LocalUserDirectory.Kind, "admin", Cancellation))!.Value;
            await CommitAsync(host, new DocumentBatch()
                .Put(LocalUserDirectory.Kind, "carol", Carol(host, "mcp-registry-admin"), null)
                .Put(LocalUserDirectory.Kind, "admin", admin with { Groups = ["public-mcp-users"], IsEnabled = isEnabled }, null));
        }

        await using var again = await AuthHost.StartInAsync(directory);

        var account = (await again.Documents.FindAsync(LocalUserDirectory.Kind, "admin", Cancellation))!.Value;
        Assert.Equal(["public-mcp-users"], account.Groups);
        Assert.Equal(isEnabled, account.IsEnabled);
        Assert.Null(again.Notice.Remark);
    }

    [Fact]
    public async Task Start_Ordinary_SaysNothing()
    {
        var directory = AuthHost.NewDirectory();
        await using (var first = await AuthHost.StartInAsync(directory))
        {
            Assert.Null(first.Notice.Remark);
        }

        await using var again = await AuthHost.StartInAsync(directory);

        Assert.Null(again.Notice.Remark);
    }

    [Fact]
    public async Task Start_WithAnotherNameThatIsNoAdministrator_KeepsTheFormerOne()
    {
        var directory = AuthHost.NewDirectory();
        await using (var host = await AuthHost.StartInAsync(directory))
        {
            await CommitAsync(host, new DocumentBatch().Put(LocalUserDirectory.Kind, "carol", Carol(host, "public-mcp-users"), null));
        }

        await using var renamed = await AuthHost.StartInAsync(directory, ("ADMIN_USER", "carol"), ("ADMIN_PASSWORD", ""));
        using var former = await renamed.LoginAsync("admin", AuthHost.Password);

        Assert.Equal(HttpStatusCode.OK, former.StatusCode);
    }

    /// <summary>Past the document store, which would refuse it: what an earlier release or a hand in the database can have left.</summary>
    private static async Task BreakAsync(string directory, string way)
    {
        await using var host = await AuthHost.StartInAsync(directory);
        var account = (await host.Documents.FindAsync(LocalUserDirectory.Kind, "admin", Cancellation))!.Value;
        var scope = (await host.Services.GetRequiredService<ScopeRepository>().FindAsync("registry-admins", Cancellation))!.Value;
        var emptied = scope with
        {
            Rules = [new("kept", ["tools/list"], [])],
            UiPermissions = new Dictionary<string, IReadOnlyList<string>>(),
            GroupMappings = ["kept-group"],
        };
        var batch = new DocumentBatch().Put(LocalUserDirectory.Kind, "carol", Carol(host, "public-mcp-users"), null);
        var isAll = way == "everything at once";
        if (way == "scopes deleted" || isAll)
        {
            Array.ForEach(AdministrativeScopes, name => batch.Delete(ScopeRepository.Scopes, name, null));
        }

        _ = way switch
        {
            "scope emptied" => batch.Put(ScopeRepository.Scopes, scope.Name, emptied, null),
            "mapped to nobody" => batch.Put(ScopeRepository.Scopes, scope.Name, scope with { GroupMappings = ["nobody"] }, null),
            "scope renamed" => batch.Delete(ScopeRepository.Scopes, scope.Name, null).Put(
                ScopeRepository.Scopes, "renamed", scope with { Name = "renamed", GroupMappings = ["renamed"] }, null),
            "mapping removed" => batch.Put(ScopeRepository.Scopes, scope.Name, scope with { GroupMappings = [] }, null),
            "account deleted" => batch.Delete(LocalUserDirectory.Kind, "admin", null),
            "account disabled" => batch.Put(LocalUserDirectory.Kind, "admin", account with { IsEnabled = false }, null),
            "account without groups" => batch.Put(LocalUserDirectory.Kind, "admin", account with { Groups = [] }, null),
            "account without password" => batch.Put(LocalUserDirectory.Kind, "admin", account with { PasswordHash = null }, null),
            _ when isAll =>
                batch.Put(LocalUserDirectory.Kind, "admin", account with { IsEnabled = false, Groups = [], PasswordHash = null }, null),
            _ => batch,
        };
        await CommitAsync(host, batch);
    }

    private static UserRecord Carol(AuthHost host, string group) => new()
    {
        UserName = "carol",
        PasswordHash = "hash",
        Groups = [group],
        CreatedAt = host.Clock.GetUtcNow(),
        UpdatedAt = host.Clock.GetUtcNow(),
    };

    private static async Task CommitAsync(AuthHost host, DocumentBatch batch) =>
        Assert.True((await host.Services.GetRequiredService<IDocumentStorage>().CommitAsync(batch, Cancellation)).IsSuccess);
}

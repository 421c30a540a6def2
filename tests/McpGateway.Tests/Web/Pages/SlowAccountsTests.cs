using Bunit;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using McpGateway.Identity.Accounts;
using McpGateway.Web.Pages.Access;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Pages;

/// <summary>An identity provider that takes its time to list its accounts: what only suggests them does not wait.</summary>
public sealed class SlowAccountsTests : PageRig
{
    private readonly HeldAccounts _accounts = new();

    private protected override void Replace(IServiceCollection services) => services.AddSingleton<IAccountDirectory>(_accounts);

    [Fact]
    public async Task Groups_AreShownAndOpenedMeanwhile()
    {
        var tab = await OpenAsync<GroupsTab>("", parameters => parameters.Add(static tab => tab.Selected, "readers"));

        await tab.WaitForAssertionAsync(() => Assert.Equal("readers", tab.Find("[data-group]").GetAttribute("data-group")));
        await AnswerAsync(tab, "#group-mappings", "from-provider");
    }

    [Fact]
    public async Task Explain_AnswersMeanwhile()
    {
        var tab = await OpenAsync<ExplainTab>("ui/access?tab=explain&who=bob&server=mail&tool=send");

        await tab.WaitForAssertionAsync(() => Assert.NotEqual("", tab.Find("[data-explained]").GetAttribute("data-explained")));
        await AnswerAsync(tab, "#ask-who", "carol");
    }

    [Fact]
    public async Task Compare_AnswersMeanwhile()
    {
        var tab = await OpenAsync<CompareTab>("ui/access?tab=compare&one=bob&other=bob");

        await tab.WaitForAssertionAsync(() => Assert.NotNull(tab.Find("[data-differences]").GetAttribute("data-differences")));
        await AnswerAsync(tab, "#compare-first", "carol");
    }

    /// <summary>They come, and are suggested then; no more of them than there may be in any list.</summary>
    private async Task AnswerAsync<T>(IRenderedComponent<T> tab, string field, string expected)
        where T : IComponent
    {
        Assert.Equal(AccountOperations.MaxListed, Assert.Single(_accounts.Limits));
        _accounts.Gate.SetResult([new("1", "carol", null, null, null, IsEnabled: true, ["from-provider"])]);

        await tab.WaitForAssertionAsync(() =>
        {
            tab.Find(field).Input("");
            Assert.Contains(tab.FindAll("[role=option]"), option => option.TextContent.Contains(expected, StringComparison.Ordinal));
        });
    }

    private async Task<IRenderedComponent<T>> OpenAsync<T>(string address, Action<ComponentParameterCollectionBuilder<T>>? more = null)
        where T : IComponent
    {
        await StartAsync();
        await PutServerAsync("Mail", "/mail", "send");
        await PutScopeAsync("registry-admins", "admins", isAdmin: true);
        await PutScopeAsync("readers", "staff", rules: [new ServerRule("mail", ["tools/call"], ["send"])]);
        var visitor = await SignInAsync("staff", "admins");
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<T>(parameters =>
        {
            parameters.AddCascadingValue(visitor);
            more?.Invoke(parameters);
        });
    }

    private sealed class HeldAccounts : IAccountDirectory
    {
        public TaskCompletionSource<AccountSummary[]> Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<int> Limits { get; } = [];

        public async Task<Result<IReadOnlyList<AccountSummary>>> ListAsync(string? search, int limit, CancellationToken cancellationToken)
        {
            Limits.Add(limit);
            return await Gate.Task;
        }

        public Task<Result<AccountSummary>> CreateAsync(NewAccount account, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<Result<ServiceAccountSecret>> CreateServiceAccountAsync(
            NewServiceAccount account, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Result<AccountSummary>> UpdateAsync(string name, AccountChange change, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<Result<bool>> DeleteAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}

using McpGateway.Core.Views;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Foundation;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Tests.Views;

/// <summary>Views are their owner's alone, one of a name, and not too many.</summary>
public sealed class SavedViewsTests
{
    private readonly SavedViews _views =
        new(new DocumentStore(new MemoryDocumentStorage(), static () => [], NullLogger<DocumentStore>.Instance));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Save_View_IsTheOwnersInItsList()
    {
        await SaveAsync("ann", "activity", " Refused ", "outcome=denied");
        await SaveAsync("ann", "servers", "Down", "status=issues");
        await SaveAsync("bob", "activity", "Mine", "user=bob");

        Assert.Equal([new("activity", "Refused", "outcome=denied")], await _views.ListAsync(CallerOf("ann"), "activity", Cancellation));
        Assert.Equal(["Mine"], (await _views.ListAsync(CallerOf("bob"), "activity", Cancellation)).Select(static view => view.Name));
        Assert.Empty(await _views.ListAsync(CallerOf("cid"), "activity", Cancellation));
    }

    [Fact]
    public async Task Save_SameName_Replaces()
    {
        await SaveAsync("ann", "activity", "Refused", "outcome=denied");
        await SaveAsync("ann", "activity", "refused", "outcome=invalid");

        Assert.Equal("outcome=invalid", Assert.Single(await _views.ListAsync(CallerOf("ann"), "activity", Cancellation)).Query);
    }

    [Fact]
    public async Task Delete_View_TakesItAloneAndTwiceIsOnce()
    {
        await SaveAsync("ann", "activity", "One", "");
        await SaveAsync("ann", "activity", "Two", "");

        Assert.True((await _views.DeleteAsync(CallerOf("ann"), "activity", "one", Cancellation)).IsSuccess);
        Assert.True((await _views.DeleteAsync(CallerOf("ann"), "activity", "one", Cancellation)).IsSuccess);
        Assert.True((await _views.DeleteAsync(CallerOf("bob"), "activity", "Two", Cancellation)).IsSuccess);

        Assert.Equal("Two", Assert.Single(await _views.ListAsync(CallerOf("ann"), "activity", Cancellation)).Name);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(81, 0)]
    [InlineData(5, 2_001)]
    public async Task Save_NameOrQueryOutOfRange_IsRefused(int name, int query) => Assert.Equal(
        ErrorKind.Invalid, (await SaveAsync("ann", "activity", new('n', name), new('q', query))).Error?.Kind);

    [Fact]
    public async Task Save_OneTooMany_IsRefusedAndTheOthersStay()
    {
        for (var number = 0; number < SavedViews.MaxViews; number++)
        {
            Assert.True((await SaveAsync("ann", "activity", $"view {number}", "")).IsSuccess);
        }

        Assert.Equal(ErrorKind.Invalid, (await SaveAsync("ann", "activity", "one more", "")).Error?.Kind);
        Assert.Equal(SavedViews.MaxViews, (await _views.ListAsync(CallerOf("ann"), "activity", Cancellation)).Count);
    }

    private Task<Result<SavedView>> SaveAsync(string who, string list, string name, string query) =>
        _views.SaveAsync(CallerOf(who), new(list, name, query), Cancellation);

    private static Caller CallerOf(string name) => new()
    {
        UserName = name,
        Subject = "local:" + name,
        Groups = [],
        Scopes = [],
        AuthMethod = "traditional",
        Provider = "local",
        Permissions = CallerPermissions.None,
    };
}

using McpGateway.Foundation;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Tests.Foundation;

public sealed class CallerPermissionsTests
{
    private static readonly CallerPermissions Some = CallerPermissions.None with
    {
        UiPermissions = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["list_service"] = ["one", "all"],
            ["modify_service"] = ["one", "/two"],
            ["toggle_service"] = [],
        },
    };

    [Theory]
    [InlineData("modify_service", new[] { "one" }, true)]
    [InlineData("modify_service", new[] { "two" }, false)]
    [InlineData("modify_service", new[] { "two", "/two" }, true)]
    [InlineData("modify_service", new[] { "ONE" }, false)]
    [InlineData("modify_service", new[] { "on" }, false)]
    [InlineData("modify_service", new string[0], false)]
    [InlineData("list_service", new[] { "anything" }, true)]
    [InlineData("toggle_service", new[] { "one" }, false)]
    [InlineData("register_service", new[] { "one" }, false)]
    [InlineData("MODIFY_SERVICE", new[] { "one" }, false)]
    [InlineData("modify_service", new[] { "all" }, false)]
    public void May_ActionAndNames_ExactlyAsGranted(string action, string[] names, bool expected)
    {
        Assert.Equal(expected, Some.May(action, names));
        Assert.True((Some with { IsAdmin = true }).May(action, names));
        Assert.False(CallerPermissions.None.May(action, names));
    }

    [Theory]
    [InlineData("list_service", true)]
    [InlineData("modify_service", true)]
    [InlineData("toggle_service", false)]
    [InlineData("register_service", false)]
    public void MayAny_Action_WhenThereIsOneResource(string action, bool expected)
    {
        Assert.Equal(expected, Some.MayAny(action));
        Assert.True((Some with { IsAdmin = true }).MayAny(action));
    }

    [Fact]
    public void Accessible_WithAll_IsAllAlone()
    {
        Assert.Equal(["all"], Some.AccessibleServices);
        Assert.Empty(Some.AccessibleAgents);
        Assert.Empty(CallerPermissions.None.AccessibleServices);
    }

    [Fact]
    public void GetCaller_RequestWithoutOne_IsAFaultOfOurs()
    {
        var context = new DefaultHttpContext();

        Assert.Null(context.FindCaller());
        Assert.Throws<InvalidOperationException>(() => context.GetCaller());
    }
}

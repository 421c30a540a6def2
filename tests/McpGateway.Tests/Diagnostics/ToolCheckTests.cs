using McpGateway.Core.Diagnostics;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Diagnostics;

namespace McpGateway.Tests.Diagnostics;

public sealed class ToolCheckTests
{
    private static readonly ServerRecord Server = new()
    {
        Path = "/a/",
        ServerName = "A",
        Description = "",
        RegisteredAt = default,
        RegisteredBy = "admin",
        UpdatedAt = default,
    };

    [Fact]
    public void Judge_ToolsAndOthersThatWait_AreTwoWarnings()
    {
        var found = ToolCheck.Judge(new(Server, [new("same", false, false), new("changed", true, true)]) { OtherChanges = 2 }).ToArray();

        Assert.All(found, static one => Assert.Equal((DiagnosisSeverity.Warning, "/a/"), (one.Severity, one.Subject)));
        Assert.Equal(
            [
                "Tools changed since they were approved: changed.",
                "Prompts, resources or instructions changed since they were approved: 2.",
            ],
            found.Select(static one => one.Problem));
    }

    [Fact]
    public void Judge_NothingWaits_IsFine() => Assert.Empty(ToolCheck.Judge(new(Server, null)));
}

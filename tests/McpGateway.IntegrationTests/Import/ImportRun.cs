using McpGateway.Core.Import;
using McpGateway.Foundation;
using McpGateway.IntegrationTests.Composition;
using McpGateway.IntegrationTests.Storage.Maintenance;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Import;

/// <summary>Imports as the command of the program does.</summary>
internal static class ImportRun
{
    public static async Task<ImportReport> OfAsync(ComposedGateway gateway, string folder, ImportMode mode = default)
    {
        var items = ImportFiles.Read([folder]);
        Assert.True(items.IsSuccess, items.Error?.Detail);
        var report = await gateway.Services.GetRequiredService<ImportData>().ExecuteAsync(
            Caller(isAdmin: true), items.Value, mode, NoProgress.Instance, TestContext.Current.CancellationToken);
        Assert.True(report.IsSuccess, report.Error?.Detail);
        return report.Value;
    }

    public static Caller Caller(bool isAdmin) => new()
    {
        UserName = "import",
        Subject = "system:import",
        Groups = [],
        Scopes = [],
        AuthMethod = "command-line",
        Provider = "system",
        Permissions = CallerPermissions.None with { IsAdmin = isAdmin },
    };
}

using McpGateway.Core.Import;
using McpGateway.Foundation;
using McpGateway.Identity.Administrators;
using Microsoft.Extensions.Logging.Console;

namespace McpGateway.Host.Commands;

/// <summary>Takes over data of the Python product. The gateway is composed and prepared as at a start, and does not listen.</summary>
internal static class ImportCommand
{
    /// <summary>Whoever can run this on the machine of the store can write to the store anyway.</summary>
    private static readonly Caller Operator = new()
    {
        UserName = "import",
        Subject = "system:import",
        Groups = [],
        Scopes = [],
        AuthMethod = "command-line",
        Provider = "system",
        Permissions = CallerPermissions.None with { IsAdmin = true, CanModifyServers = true },
    };

    public static async Task<int> RunAsync(CommandRequest request, CommandOutput output, CancellationToken cancellationToken)
    {
        var files = ImportFiles.Read(request.Operands);
        if (!files.IsSuccess)
        {
            return output.Fail(files.Error);
        }

        var builder = GatewayApplication.CreateBuilder(request.Settings, usesSocketThreads: false);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("McpGateway", LogLevel.Warning);
        builder.Services.Configure<ConsoleLoggerOptions>(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        await using var app = GatewayApplication.Build(builder);
        await GatewayStart.PrepareAsync(app.Services, cancellationToken);
        if (app.Services.GetRequiredService<AdministratorNotice>() is var notice && notice.TakeGeneratedPassword() is { } password)
        {
            output.Report($"The store is new. Its administrator is {notice.UserName} with the password {password} (shown this once).");
        }

        var report = await app.Services.GetRequiredService<ImportData>().ExecuteAsync(
            Operator, files.Value, new(request.Has("--dry-run"), request.Has("--overwrite")), output, cancellationToken);
        if (!report.IsSuccess)
        {
            return output.Fail(report.Error);
        }

        output.Done(report.Value, CommandJsonContext.Readable.ImportReport, LinesOf(report.Value));
        return report.Value.Skipped > 0 ? ExitCodes.Partly : ExitCodes.Done;
    }

    private static IEnumerable<string> LinesOf(ImportReport report)
    {
        foreach (var item in report.Items)
        {
            yield return $"  {item.Outcome,-9} {item.Sort,-7} {item.Name} ({item.Source})"
                + (item.Remarks.Count > 0 ? $": {string.Join("; ", item.Remarks)}" : "");
        }

        yield return $"{(report.IsDryRun ? "Would be: " : "")}{report.Added} added, {report.Changed} changed, "
            + $"{report.Unchanged} unchanged, {report.Skipped} skipped.";
    }
}

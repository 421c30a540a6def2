using System.Globalization;
using McpGateway.Storage;
using McpGateway.Storage.Backups;
using McpGateway.Storage.Maintenance;
using McpGateway.Storage.Transfer;

namespace McpGateway.Host.Commands;

/// <summary>The commands that maintain a store. The gateway's parts are composed and none of them is started.</summary>
internal static class StoreCommands
{
    public static async Task<int> RunAsync(CommandRequest request, CommandOutput output, CancellationToken cancellationToken)
    {
        await using var services = Compose(request.Settings);
        return request.Form.Verb switch
        {
            "store move" => await MoveAsync(services, request, output, cancellationToken),
            "store backup" => await BackUpAsync(services, request, output, cancellationToken),
            "store restore" => await RestoreAsync(services, request, output, cancellationToken),
            "store verify" => await VerifyAsync(services, request, output, cancellationToken),
            _ => await RotateAsync(services, request, output, cancellationToken),
        };
    }

    /// <summary>The settings come from where the gateway has them.</summary>
    internal static ServiceProvider Compose(string[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .SetBasePath(AppContext.BaseDirectory)
            .AddJsonFile("appsettings.json", optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine(settings)
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging(static logging => logging
            .SetMinimumLevel(LogLevel.Warning)
            .AddConsole(static console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        GatewayApplication.AddParts(services);
        services.AddStoreMaintenance();
        return services.BuildServiceProvider();
    }

    private static async Task<int> MoveAsync(
        ServiceProvider services, CommandRequest request, CommandOutput output, CancellationToken cancellationToken)
    {
        var to = CommandSecrets.OfOption("--to", request.Value("--to"));
        var key = CommandSecrets.NewKey(request);
        if ((to.Error ?? key.Error) is { } problem)
        {
            return output.Fail(problem);
        }

        var moved = await services.GetRequiredService<MoveStore>().ExecuteAsync(
            new(to.Value!, request.Has("--replace"), request.Has("--while-running"), key.Value), output, cancellationToken);
        return moved.IsSuccess
            ? output.Done(moved.Value, CommandJsonContext.Readable.CopyReport, LinesOf("Moved", moved.Value))
            : output.Fail(moved.Error);
    }

    private static async Task<int> BackUpAsync(
        ServiceProvider services, CommandRequest request, CommandOutput output, CancellationToken cancellationToken)
    {
        var passphrase = CommandSecrets.Passphrase(request);
        if (passphrase.Error is { } problem)
        {
            return output.Fail(problem);
        }

        if (request.Has("--with-keys") && passphrase.Value is null)
        {
            return output.Fail(
                "--with-keys needs a passphrase: in a file (--passphrase-file) or in the variable BACKUP_PASSPHRASE.", ExitCodes.Misused);
        }

        var file = request.Operands[0];
        var saved = await services.GetRequiredService<BackUpStore>().ExecuteAsync(
            file, request.Has("--overwrite"), request.Has("--with-keys") ? passphrase.Value : null, output, cancellationToken);
        return saved.IsSuccess ? Show("Saved", file, saved.Value, null, output) : output.Fail(saved.Error);
    }

    private static async Task<int> RestoreAsync(
        ServiceProvider services, CommandRequest request, CommandOutput output, CancellationToken cancellationToken)
    {
        var passphrase = CommandSecrets.Passphrase(request);
        if (passphrase.Error is { } problem)
        {
            return output.Fail(problem);
        }

        var restored = await services.GetRequiredService<RestoreStore>().ExecuteAsync(
            request.Operands[0], request.Has("--replace"), passphrase.Value, output, cancellationToken);
        return restored.IsSuccess
            ? output.Done(restored.Value, CommandJsonContext.Readable.CopyReport, LinesOf("Restored", restored.Value))
            : output.Fail(restored.Error);
    }

    private static async Task<int> VerifyAsync(
        ServiceProvider services, CommandRequest request, CommandOutput output, CancellationToken cancellationToken)
    {
        var passphrase = CommandSecrets.Passphrase(request);
        if (passphrase.Error is { } problem)
        {
            return output.Fail(problem);
        }

        var verified = await services.GetRequiredService<VerifyBackup>().ExecuteAsync(
            request.Operands[0], passphrase.Value, output, cancellationToken);
        return verified.IsSuccess
            ? Show("Verified", request.Operands[0], verified.Value.Manifest, verified.Value.SealedOpened, output)
            : output.Fail(verified.Error);
    }

    private static async Task<int> RotateAsync(
        ServiceProvider services, CommandRequest request, CommandOutput output, CancellationToken cancellationToken)
    {
        var rotated = await services.GetRequiredService<RotateKey>().ExecuteAsync(
            request.Has("--generate"), output, cancellationToken);
        return rotated.IsSuccess
            ? output.Done(
                rotated.Value, CommandJsonContext.Readable.RotationReport,
                [
                    $"{Number(rotated.Value.Resealed)} of {Number(rotated.Value.Sealed)} sealed documents were sealed anew; all of "
                        + "them open with the newest key alone.",
                    .. rotated.Value.Notes,
                ])
            : output.Fail(rotated.Error);
    }

    private static int Show(string done, string file, BackupManifest manifest, long? opened, CommandOutput output) => output.Done(
        BackupReport.Of(file, manifest, opened), CommandJsonContext.Readable.BackupReport,
        [
            $"{done}: {file}, from {manifest.From} at revision {manifest.Revision}, "
                + (manifest.Keys is null ? "without keys." : "with keys."),
            .. LinesOf(manifest.Documents, manifest.Records),
            .. opened is { } count ? (string[])[$"{Number(count)} sealed documents were opened with the backup's keys."] : [],
            .. done == "Saved" && manifest.Keys is null
                ? (string[])["The key is not in it (SECRET_KEY, or secret.key in DATA_DIR): keep that apart, a restore needs it."]
                : [],
        ]);

    private static IEnumerable<string> LinesOf(string done, CopyReport report) =>
    [
        $"{done}: {report.From} to {report.To}, revision {report.Revision}; counts and hashes are the same.",
        .. LinesOf(report.Documents, report.Records),
        .. report.Notes,
    ];

    private static IEnumerable<string> LinesOf(IReadOnlyList<PartReport> documents, IReadOnlyList<PartReport> records) =>
        documents.Select(static part => $"  {part.Name,-24} {Number(part.Count),12} documents  sha256 {part.Sha256}")
            .Concat(records.Select(static part => $"  {part.Name,-24} {Number(part.Count),12} records    sha256 {part.Sha256}"));

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}

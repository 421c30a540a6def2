using System.CommandLine;
using System.Text.Json;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using McpGateway.Contracts;
using McpGateway.Contracts.Audit;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Audit;

/// <summary>
/// <c>mcpgw audit verify</c>: judges the audit here, from its bytes and signatures: what the gateway gives out, or an export of it without
/// any gateway.
/// </summary>
internal static class AuditVerify
{
    public static Command Create(CliContext cli)
    {
        var file = new Argument<string?>("file")
        {
            Description = "an export (JSON Lines) to judge without the gateway; all that the gateway has when left out",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var keys = new Option<string?>("--keys")
        {
            Description = "file with the keys that may have signed it, kept from /api/audit/keys (default: those the gateway names)",
            HelpName = "file",
        };
        var checkpoints = new Option<string?>("--checkpoints")
        {
            Description = "file with signed statements that were kept elsewhere, one a line: they tell of an end that was cut off",
            HelpName = "file",
        };
        return cli.Runs(
            new("verify", "Judge whether the audit of changes is what was written; ends with 8 when it is not") { file, keys, checkpoints },
            async (run, cancellationToken) =>
            {
                var kept = run.Get(checkpoints) is { } statements
                    ? (await InputFiles.ReadAsync(run, statements, cancellationToken)).Split(
                        '\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    : [];
                var trusted = run.Get(keys) is { } named
                    ? KeyIds(await InputFiles.ReadAsync(run, named, cancellationToken), named)
                    : null;
                var report = run.Parsed.GetValue(file) is { } export
                    ? await OfFileAsync(run, export, trusted, kept, cancellationToken)
                    : await OfGatewayAsync(run, trusted, kept, cancellationToken);
                run.ExitCode = report.IsIntact ? ExitCodes.Success : ExitCodes.Findings;
                if (run.Output.IsJson)
                {
                    run.Output.Json(JsonSerializer.SerializeToElement(report, ContractsJsonContext.Default.AuditReport));
                    return;
                }

                foreach (var line in report.Lines(areKeysTrusted: trusted is not null || run.Parsed.GetValue(file) is null))
                {
                    run.Output.Line(line);
                }
            });
    }

    private static async Task<AuditReport> OfFileAsync(
        CommandRun run, string name, IReadOnlySet<string>? trusted, IReadOnlyList<string> kept, CancellationToken cancellationToken)
    {
        try
        {
            await using var export = File.OpenRead(Path.Combine(run.Environment.WorkingDirectory, name));
            return await AuditLine.VerifyAsync(export, trusted, kept, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CommandFailure(ExitCodes.Misused, $"{name} cannot be judged: {failure.Message}", cause: failure);
        }
    }

    private static async Task<AuditReport> OfGatewayAsync(
        CommandRun run, IReadOnlySet<string>? trusted, IReadOnlyList<string> kept, CancellationToken cancellationToken)
    {
        if (trusted is not null)
        {
            return await ReadAsync(run, trusted, kept, cancellationToken);
        }

        var known = await KeysAsync(run, cancellationToken);
        while (true)
        {
            var report = await ReadAsync(run, known, kept, cancellationToken);
            var newest = report.IsIntact ? known : await KeysAsync(run, cancellationToken);
            if (known.SetEquals(newest))
            {
                return report;
            }

            // Another key has begun to sign meanwhile.
            known = newest;
        }
    }

    private static async Task<AuditReport> ReadAsync(
        CommandRun run, IReadOnlySet<string> trusted, IReadOnlyList<string> kept, CancellationToken cancellationToken)
    {
        var report = await Progress.WhileAsync(run, "Reading the audit", () => run.Gateway.ReadAsync(
            ApiRoutes.AuditTrail, (body, token) => AuditLine.VerifyAsync(body, trusted, kept, token), cancellationToken));
        return report.IsComplete
            ? report
            : throw new CommandFailure(ExitCodes.Failed, "The gateway gave an excerpt of the audit where all of it was asked for.");
    }

    private static async Task<IReadOnlySet<string>> KeysAsync(CommandRun run, CancellationToken cancellationToken) =>
        KeyIds((await run.GetAsync(ApiRoutes.AuditKeys, cancellationToken)).GetRawText(), "The gateway's answer");

    private static IReadOnlySet<string> KeyIds(string text, string name)
    {
        try
        {
            return AuditStatement.KeyIds(text, name);
        }
        catch (InvalidDataException failure)
        {
            throw new CommandFailure(ExitCodes.Misused, failure.Message, cause: failure);
        }
    }
}

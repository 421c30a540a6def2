using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Connecting;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Doctor;

/// <summary><c>mcpgw doctor</c>: finds what commonly goes wrong, from here and from inside the gateway, and says what to do.</summary>
internal static class DoctorCommand
{
    public static Command Create(CliContext cli) => cli.Runs(
        new("doctor", "Find what is wrong with a gateway, and say what to do; ends with 8 when there is something"),
        async (run, cancellationToken) =>
        {
            var checks = new List<DoctorCheck>();
            await foreach (var check in ChecksAsync(run, cancellationToken))
            {
                checks.Add(check);
            }

            Tell(run.Output, checks);
            run.ExitCode = checks.SelectMany(static check => check.Problems).Any(static problem => problem.Severity != "note")
                ? ExitCodes.Findings
                : ExitCodes.Success;
        });

    private static async IAsyncEnumerable<DoctorCheck> ChecksAsync(
        CommandRun run, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var before = run.Environment.Time.GetUtcNow();
        var (told, there) = await MetadataAsync(run, cancellationToken);
        var after = run.Environment.Time.GetUtcNow();
        yield return DoctorCheck.Fine(
            "reachable", string.Create(CultureInfo.InvariantCulture, $"answered in {(after - before).TotalMilliseconds:0} ms"));
        if (there is { } time)
        {
            yield return AddressChecks.Clock(time, before, after);
        }

        var report = await ReportAsync(run, cancellationToken);
        yield return AddressChecks.PublicAddress(run.Gateway.Target.Address, told, report.Json);
        if (report.Refusal is { } refusal)
        {
            yield return refusal;
            yield break;
        }

        yield return await StreamCheck.RunAsync(run, cancellationToken);
        foreach (var check in DoctorCheck.OfReport(report.Json))
        {
            yield return check;
        }
    }

    /// <summary>What the gateway tells every client, and its clock.</summary>
    private static async Task<(string Resource, DateTimeOffset? Time)> MetadataAsync(CommandRun run, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(run.Environment.Handlers());
        using var response = await Failures.ToldAsync(
            () => http.GetAsync(new Uri(run.Gateway.Target.Address, ".well-known/oauth-protected-resource"), cancellationToken),
            run.Gateway.Target);
        try
        {
            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            if (response.IsSuccessStatusCode && json.RootElement.Text("resource") is { Length: > 0 } resource)
            {
                return (resource, response.Headers.Date);
            }
        }
        catch (JsonException)
        {
            // Told below: it is no gateway.
        }

        throw new CommandFailure(
            ExitCodes.Unreachable,
            $"{run.Gateway.Target.Address} answered {(int)response.StatusCode}, and nothing that a gateway says.",
            "Check the address, and that the proxy in front passes on every path, /.well-known too.");
    }

    /// <summary>What the gateway finds. That it does not say is a finding, and not the end of the others.</summary>
    private static async Task<(JsonElement Json, DoctorCheck? Refusal)> ReportAsync(CommandRun run, CancellationToken cancellationToken)
    {
        try
        {
            return (await run.GetAsync(ApiRoutes.Diagnostics, cancellationToken), null);
        }
        catch (CommandFailure refused)
        {
            var isRight = refused.ExitCode is ExitCodes.NotSignedIn or ExitCodes.Denied or ExitCodes.NotFound;
            return (default, DoctorCheck.Wrong(
                "inside",
                $"The gateway's own checks were not run: {refused.Message}",
                isRight ? "Sign in as an administrator to see them." : "Look into the gateway's log, and at what stands before it.",
                isRight ? "note" : "error"));
        }
    }

    private static void Tell(Output output, IReadOnlyList<DoctorCheck> checks)
    {
        if (output.IsJson)
        {
            output.Json(new JsonObject { ["checks"] = new JsonArray([.. checks.Select(static check => check.ToJson())]) });
            return;
        }

        var table = new TableView("", "!CHECK", "!RESULT", "WHAT", "WHAT TO DO");
        foreach (var check in checks)
        {
            if (check.Problems.Count == 0)
            {
                table.Add(new(check.Name, Tone.Strong), new("ok", Tone.Good), check.Facts, "");
            }

            foreach (var problem in check.Problems)
            {
                table.Add(
                    new(check.Name, Tone.Strong),
                    new(problem.Severity, problem.Severity switch { "error" => Tone.Bad, "warning" => Tone.Warning, _ => Tone.Faint }),
                    problem.Subject.Length > 0 ? $"{problem.Subject}: {problem.Sentence}" : problem.Sentence,
                    problem.Advice);
            }
        }

        output.Show(table.Render());
    }
}

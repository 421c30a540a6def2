using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Tokens;

/// <summary><c>mcpgw token</c>: API tokens for programs.</summary>
internal static class TokenCommands
{
    /// <summary>What an answer may have taken.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromMinutes(1);

    public static Command Create(CliContext cli) => new("token", "Make and revoke API tokens for programs")
    {
        Make(cli),
        cli.Runs(new("list", "List your tokens"), ListAsync),
        Revoke(cli),
        cli.Runs(new("print", "Print the access token that commands use, for other programs"), PrintAsync),
    };

    private static Command Make(CliContext cli)
    {
        var hours = new Option<int>("--hours") { Description = "how long it lasts, 1 to 24", DefaultValueFactory = static _ => 8 };
        var scopes = new Option<string[]>("--scope") { Description = "only this scope; may be repeated; all of yours when left out" };
        var description = new Option<string?>("--description", "-d") { Description = "what it is for" };
        return cli.Runs(new("create", "Make a token and print it") { hours, scopes, description }, async (run, cancellationToken) =>
        {
            var body = new JsonObject
            {
                ["expires_in_hours"] = run.Get(hours),
                ["requested_scopes"] = Bodies.Names(run.Get(scopes) ?? []),
                ["description"] = run.Get(description) ?? "",
            };
            var answer = await run.SendAsync(ApiRoutes.TokenGenerate, Bodies.Json(body), cancellationToken);
            if (run.Output.IsJson)
            {
                run.Output.Json(answer);
                return;
            }

            run.Output.Line(answer.At("tokens").Text("access_token"));
            run.Output.Note($"{LifeOf(answer, run.Get(hours))} Revoke it with: mcpgw token revoke {answer.At("token_data").Text("jti")}");
        });
    }

    /// <summary>How long it lasts, which may be less than was asked for: no token outlives the sign-in that it was made with.</summary>
    private static string LifeOf(JsonElement answer, int hours)
    {
        var asked = TimeSpan.FromHours(hours);
        var life = answer.At("tokens").Number("expires_in") is { } seconds ? TimeSpan.FromSeconds(seconds) : asked;
        var end = answer.At("token_data").Moment("expires_at") is { Length: > 0 } moment ? $"{moment} UTC, " : "";
        var text = $"It ends {end}in {Words(life)}";
        return life < asked - Rounding
            ? $"{text}, with your sign-in, and not after the {hours} hours that you asked for: sign in again for one that lasts longer."
            : $"{text}.";
    }

    private static string Words(TimeSpan life) => life.Minutes == 0 || life.TotalHours < 1
        ? life.TotalHours < 1 ? $"{Math.Max(1, life.Minutes)} minutes" : $"{(int)life.TotalHours} hours"
        : $"{(int)life.TotalHours} hours {life.Minutes} minutes";

    private static async Task ListAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var answer = await run.GetAsync(ApiRoutes.TokenList, cancellationToken);
        run.Output.Result(answer, () => new TableView("You have no token.", "!ID", "DESCRIPTION", "CREATED", "ENDS", "SCOPES")
            .AddAll(answer.Items("tokens"), static token =>
            [
                token.Text("jti"), token.Text("description"), token.Moment("created_at"), EndOf(token), token.Joined("scopes"),
            ])
            .Render());
    }

    private static string EndOf(JsonElement token) => token.Moment("revoked_at") is { Length: > 0 } revoked
        ? "revoked " + revoked
        : token.Moment("expires_at");

    private static Command Revoke(CliContext cli)
    {
        var id = new Argument<string>("id") { Description = "id of the token, from the list" };
        return cli.Runs(new("revoke", "End a token now") { id }, async (run, cancellationToken) =>
        {
            var answer = await run.SendAsync(ApiRoutes.TokenRevoke, null, cancellationToken, run.Get(id));
            run.Output.Result(answer, $"The token {answer.Text("jti")} is revoked.");
        });
    }

    private static async Task PrintAsync(CommandRun run, CancellationToken cancellationToken)
    {
        // Asked of the gateway first: it renews one that has ended.
        await run.GetAsync(ApiRoutes.Me, cancellationToken);
        var token = await run.Gateway.Tokens.FindAsync(refused: null, cancellationToken) ?? "";
        if (run.Output.IsJson)
        {
            run.Output.Json(new JsonObject { ["access_token"] = token });
        }
        else
        {
            run.Output.Line(token);
        }
    }
}

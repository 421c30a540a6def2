using System.CommandLine;
using McpGateway.Cli.Commands;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Egress;

/// <summary><c>mcpgw egress set</c>: states how requests to a server get a credential.</summary>
internal static class EgressSet
{
    private static readonly (string Member, string Description)[] Texts =
    [
        ("mode", "none, user_oauth, token_exchange or client_credentials"),
        ("provider", "a known provider, such as github"),
        ("tenant", "the provider's tenant"),
        ("issuer", "the provider's issuer"),
        ("authorization_endpoint", "where users agree"),
        ("token_endpoint", "where tokens are got"),
        ("revocation_endpoint", "where tokens are given back"),
        ("client_id", "the gateway's id at the provider"),
        ("client_secret", "its secret: a text, @file or env:NAME"),
        ("client_authentication", "how the gateway proves itself to the provider"),
        ("resource", "the resource that tokens are for"),
        ("audience", "the audience that tokens are for"),
    ];

    public static Command Create(CliContext cli)
    {
        var path = EgressCommands.Path();
        var file = new Option<string?>("--file", "-f") { Description = "the settings as JSON (- for standard input); options go before" };
        var scopes = new Option<string[]>("--scope") { Description = "a scope that is asked for; may be repeated" };
        var texts = Texts.Select(static text => (text.Member, Option: new Option<string?>("--" + text.Member.Replace('_', '-'))
        {
            Description = text.Description,
        })).ToArray();
        var command = new Command("set", "State how requests to a server get a credential of the caller's own") { path, file, scopes };
        foreach (var (_, option) in texts)
        {
            command.Add(option);
        }

        return cli.Runs(command, async (run, cancellationToken) =>
        {
            var body = run.Get(file) is { } name
                ? InputFiles.AsObject(await InputFiles.ReadJsonAsync(run, name, cancellationToken), name)
                : [];
            foreach (var (member, option) in texts)
            {
                if (run.Get(option) is { } value)
                {
                    body[member] = member == "client_secret" ? await InputFiles.SecretAsync(run, value, cancellationToken) : value;
                }
            }

            if (run.Get(scopes) is { Length: > 0 } stated)
            {
                body["scopes"] = Bodies.Names(stated);
            }

            var answer = await run.SendAsync(ApiRoutes.EgressSave, Bodies.Json(body), cancellationToken, run.Get(path));
            run.Output.Result(answer, () => EgressCommands.Describe(answer).Render());
        });
    }
}

using System.CommandLine;
using System.Text.Json;
using McpGateway.Cli.Connecting;
using McpGateway.Cli.Keyrings;
using McpGateway.Cli.Profiles;
using McpGateway.Cli.Running;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Commands;

/// <summary>One run of one command: what was asked for, and what it may use.</summary>
internal sealed class CommandRun : IDisposable
{
    private readonly GlobalOptions _globals;
    private GatewayConnection? _gateway;

    public CommandRun(CliEnvironment environment, GlobalOptions globals, ParseResult parsed, Output output)
    {
        (Environment, _globals, Parsed, Output) = (environment, globals, parsed, output);
        Profiles = new(environment);
        Credentials = new(
            Profiles, CredentialFile.In(environment.ConfigurationDirectory), Keyring.Of(environment), output);
    }

    public CliEnvironment Environment { get; }

    public ParseResult Parsed { get; }

    public Output Output { get; }

    public ProfileStore Profiles { get; }

    public ProfileCredentials Credentials { get; }

    /// <summary>What the command ends with when it returns; <see cref="ExitCodes.Success"/> unless set.</summary>
    public int ExitCode { get; set; }

    /// <summary>The gateway that was named, or the profile's.</summary>
    public GatewayConnection Gateway => _gateway ??= Connect();

    /// <summary>The same for a message about it: a profile that is only being made has none yet.</summary>
    public GatewayTarget Target
    {
        get
        {
            try
            {
                return Gateway.Target;
            }
            catch (CommandFailure)
            {
                return new(GatewayTarget.AddressOf(StatedUrl ?? GatewayTarget.DefaultUrl), null, null);
            }
        }
    }

    /// <summary>The gateway's address as stated with the command; null when only a profile says it.</summary>
    public string? StatedUrl =>
        GatewayTarget.StatedUrl(Environment, Parsed.GetValue(_globals.Gateway), Parsed.GetValue(_globals.Profile));

    /// <summary>A token handed in with the command.</summary>
    public string? StatedToken => Parsed.GetValue(_globals.Token);

    /// <summary>A profile named with the command.</summary>
    public string? StatedProfile => Parsed.GetValue(_globals.Profile) ?? Environment.Variable("MCPGW_PROFILE");

    public T? Get<T>(Option<T> option) => Parsed.GetValue(option);

    public T Get<T>(Argument<T> argument) => Parsed.GetValue(argument)!;

    /// <summary>Asks the gateway, with the route's parameters in order.</summary>
    public Task<JsonElement> GetAsync(ApiRoute route, CancellationToken cancellationToken, params string[] values) =>
        Gateway.JsonAsync(route, cancellationToken, values);

    /// <summary>Sends something to the gateway.</summary>
    public async Task<JsonElement> SendAsync(
        ApiRoute route, HttpContent? body, CancellationToken cancellationToken, params string[] values)
    {
        using (body)
        {
            return await Gateway.JsonAsync(route, cancellationToken, values, body);
        }
    }

    public void Dispose() => _gateway?.Dispose();

    private GatewayConnection Connect()
    {
        var target = GatewayTarget.Of(
            Environment, Profiles.Profiles, Parsed.GetValue(_globals.Gateway), Parsed.GetValue(_globals.Profile), StatedToken);
        return new(Environment, Output, target, new ProfileTokens(Profiles, Credentials, target, Environment, Output));
    }
}

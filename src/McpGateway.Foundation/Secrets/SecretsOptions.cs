using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Foundation.Secrets;

/// <summary>The master key. Also read from <c>SECRET_KEY</c> and <c>DATA_DIR</c>, which win.</summary>
public sealed class SecretsOptions
{
    public const string Section = "Secrets";

    /// <summary>
    /// At least 16 characters, the same on every replica; when it is not set, a key is generated in <see cref="DataDirectory"/>. A
    /// credential: never logged.
    /// </summary>
    public string? SecretKey { get; set; }

    /// <summary>
    /// Another master key that is accepted beside <see cref="SecretKey"/> while one is exchanged for the other: what it protected is
    /// opened, nothing new is protected with it. A credential: never logged.
    /// </summary>
    public string? PreviousSecretKey { get; set; }

    /// <summary>Where a generated master key is kept, private to the owner.</summary>
    public string DataDirectory { get; set; } = "./data";
}

internal sealed class SecretsOptionsValidator : IValidateOptions<SecretsOptions>
{
    private const int MinLength = 16;

    public ValidateOptionsResult Validate(string? name, SecretsOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        problems.Require(
            options.SecretKey is null or { Length: 0 or >= MinLength },
            EnvironmentNames.NameOf($"{SecretsOptions.Section}:{nameof(SecretsOptions.SecretKey)}"),
            $"must have at least {MinLength} characters, for instance the output of 'openssl rand -hex 32'. "
            + "Leave it unset to have a key generated in DATA_DIR.");
        problems.Require(
            options.PreviousSecretKey is null or { Length: 0 or >= MinLength },
            EnvironmentNames.NameOf($"{SecretsOptions.Section}:{nameof(SecretsOptions.PreviousSecretKey)}"),
            $"must have at least {MinLength} characters: it is the SECRET_KEY that was in force before, or the one to come.");
        return problems.Build();
    }
}

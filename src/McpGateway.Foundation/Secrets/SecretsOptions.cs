using Microsoft.Extensions.Options;

namespace McpGateway.Foundation.Secrets;

/// <summary>The master key. Read from <c>SECRET_KEY</c> and <c>DATA_DIR</c>.</summary>
public sealed class SecretsOptions
{
    /// <summary>
    /// At least 16 characters, the same on every replica; when it is not set, a key is generated in <see cref="DataDirectory"/>. A
    /// credential: never logged.
    /// </summary>
    public string? SecretKey { get; set; }

    public string DataDirectory { get; set; } = "./data";
}

internal sealed class SecretsOptionsValidator : IValidateOptions<SecretsOptions>
{
    private const int MinLength = 16;

    public ValidateOptionsResult Validate(string? name, SecretsOptions options) =>
        options.SecretKey is { Length: > 0 and < MinLength }
            ? ValidateOptionsResult.Fail(
                $"SECRET_KEY must have at least {MinLength} characters, for instance the output of 'openssl rand -hex 32'. "
                    + "Leave it unset to have a key generated in DATA_DIR.")
            : ValidateOptionsResult.Success;
}

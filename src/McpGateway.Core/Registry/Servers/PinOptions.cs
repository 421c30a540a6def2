using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Pinned definitions: what becomes of tools, prompts, resources and instructions that nobody approved as they are now.</summary>
public sealed class PinOptions
{
    public const string Section = "Pins";

    /// <summary>
    /// What happens when a definition changes, for servers that have no mode of their own: <c>off</c>, <c>warn</c>, <c>quarantine</c>
    /// (neither listed nor callable until approved) or <c>disable-server</c> (quarantine, and the server is switched off).
    /// </summary>
    public string Mode { get; set; } = PinMode.Quarantine;

    /// <summary>
    /// What happens when a server has tools, prompts or resource templates that it did not have before, for servers that have no rule of
    /// their own: <c>review</c> treats them as changes, for a changed tool could come under a new name; <c>approve</c> takes them as they
    /// come.
    /// </summary>
    public string NewDefinitions { get; set; } = Servers.NewDefinitions.Review;

    /// <summary>
    /// The same for resources. <c>approve</c> by default: most servers list documents, which come and go.
    /// </summary>
    public string NewResources { get; set; } = Servers.NewDefinitions.Approve;

    /// <summary>
    /// Bytes of definitions that are remembered so that lists are compared instead of hashed, 0 to 4 GiB. It is used as lists are asked
    /// for.
    /// </summary>
    public long MaxRememberedBytes { get; set; } = 64 * 1024 * 1024;
}

internal sealed class PinOptionsValidator : IValidateOptions<PinOptions>
{
    private const long MostBytes = 4L * 1024 * 1024 * 1024;

    public ValidateOptionsResult Validate(string? name, PinOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        OneOf(problems, "Pins:Mode", options.Mode, PinMode.All);
        OneOf(problems, "Pins:NewDefinitions", options.NewDefinitions, NewDefinitions.All);
        OneOf(problems, "Pins:NewResources", options.NewResources, NewDefinitions.All);
        problems.Range("Pins:MaxRememberedBytes", options.MaxRememberedBytes, 0, MostBytes);

        return problems.Build();
    }

    private static void OneOf(ValidateOptionsResultBuilder problems, string key, string value, IReadOnlyList<string> allowed)
    {
        if (!allowed.Contains(value))
        {
            problems.AddError($"{key} must be one of {string.Join(", ", allowed)}");
        }
    }
}

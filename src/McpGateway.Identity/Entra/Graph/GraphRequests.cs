using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGateway.Identity.Entra.Graph;

/// <summary>A person to be made, or what to change of one: null leaves a thing as it is.</summary>
internal sealed record UserBody
{
    public bool? AccountEnabled { get; init; }

    public string? DisplayName { get; init; }

    public string? GivenName { get; init; }

    public string? Surname { get; init; }

    public string? Mail { get; init; }

    public string? MailNickname { get; init; }

    public string? UserPrincipalName { get; init; }

    public PasswordBody? PasswordProfile { get; init; }

    /// <summary>The name only.</summary>
    public override string ToString() => UserPrincipalName ?? nameof(UserBody);
}

internal sealed record PasswordBody(string Password, bool ForceChangePasswordNextSignIn)
{
    /// <summary>No member: one is the password.</summary>
    public override string ToString() => nameof(PasswordBody);
}

/// <summary>A security group without a mailbox.</summary>
internal sealed record GroupBody(string DisplayName, string? Description, string MailNickname)
{
    public bool MailEnabled { get; init; }

    public bool SecurityEnabled { get; init; } = true;
}

internal sealed record MemberBody([property: JsonPropertyName("@odata.id")] string Reference);

internal sealed record ApplicationBody(string DisplayName, string? Description, string SignInAudience, IReadOnlyList<string> Tags);

/// <summary>A service principal to be made, or what to change of one.</summary>
internal sealed record PrincipalBody
{
    public string? AppId { get; init; }

    public bool? AccountEnabled { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }
}

internal sealed record SecretBody(SecretDescription PasswordCredential);

internal sealed record SecretDescription(string DisplayName);

/// <summary>Several reads in one call.</summary>
internal sealed record BatchBody(IReadOnlyList<BatchRead> Requests);

/// <param name="Url">Below the version, with a slash at the start.</param>
internal sealed record BatchRead(string Id, string Method, string Url);

internal sealed record BatchAnswer
{
    public required IReadOnlyList<BatchPart> Responses { get; init; }
}

internal sealed record BatchPart
{
    public required string Id { get; init; }

    public required int Status { get; init; }

    public JsonElement Body { get; init; }
}

using McpGateway.Foundation;

namespace McpGateway.Identity.Cognito;

/// <summary>The exceptions of Cognito that are answers here: something is not there, or is there already.</summary>
internal static class CognitoErrors
{
    public static bool IsMissing(this Error? error) => error?.Code is "ResourceNotFoundException" or "UserNotFoundException";

    public static bool IsTaken(this Error? error) =>
        error?.Code is "UsernameExistsException" or "GroupExistsException" or "AliasExistsException";
}

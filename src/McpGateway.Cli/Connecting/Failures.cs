using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using McpGateway.Cli.OAuth;
using McpGateway.Cli.Running;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Connecting;

/// <summary>What went wrong between here and the gateway, in words that say what to do.</summary>
internal static class Failures
{
    public static async Task<T> ToldAsync<T>(Func<Task<T>> work, GatewayTarget target)
    {
        try
        {
            return await work();
        }
        catch (GatewayRefusedException refused)
        {
            throw Of(refused, target);
        }
        catch (HttpRequestException failure)
        {
            throw Of(failure, target);
        }
        catch (TaskCanceledException late) when (late.InnerException is TimeoutException)
        {
            throw new CommandFailure(
                ExitCodes.Unreachable, $"{target.Address} did not answer in time.", "Try again, or ask the gateway: mcpgw doctor.", late);
        }
    }

    public static CommandFailure Of(HttpRequestException failure, GatewayTarget target) => failure.InnerException switch
    {
        AuthenticationException => new(
            ExitCodes.Unreachable,
            $"The certificate of {target.Address.Authority} is not trusted here.",
            "Add the certificate authority that issued it to the system's trusted ones (SSL_CERT_FILE names a file on Linux).",
            failure),
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => new(
            ExitCodes.Unreachable,
            $"The name {target.Address.Host} is not known.",
            "Check --gateway, or the profile: mcpgw profile list.",
            failure),
        _ => new(
            ExitCodes.Unreachable,
            $"There is no answer from {target.Address}: {failure.Message}",
            "Check that the gateway runs, and its address: --gateway <url>, MCPGW_URL, or mcpgw login --gateway <url>.",
            failure),
    };

    /// <summary>A sign-in, or the renewal of a token, that did not work.</summary>
    public static CommandFailure Of(OAuthFailure failure, GatewayTarget target) => failure switch
    {
        { InnerException: HttpRequestException unreachable } => Of(unreachable, target),
        { Kind: OAuthFailureKind.Unavailable } => new(
            ExitCodes.Unreachable, failure.Message, "Check the address of the gateway, and what stands before it.", failure),
        { Kind: OAuthFailureKind.SignInNeeded } => new(
            ExitCodes.NotSignedIn, failure.Message, "Sign in again; from another device with mcpgw login --device.", failure),
        _ => new(ExitCodes.Failed, failure.Message, "Check the address of the gateway, and what stands before it.", failure),
    };

    private static CommandFailure Of(GatewayRefusedException refused, GatewayTarget target) => refused.Status switch
    {
        HttpStatusCode.Unauthorized => new(
            ExitCodes.NotSignedIn,
            target.Token is not null ? "The gateway does not take the token."
                : target.ProfileName is null ? $"Nobody is signed in at {target.Address}." : "The sign-in has ended.",
            target.Token is not null ? $"Leave it out, or get another. {LoginAdvice(target)}" : LoginAdvice(target)),
        HttpStatusCode.Forbidden => new(
            ExitCodes.Denied, refused.Message, "mcpgw whoami shows your groups and scopes; an administrator can give others."),
        HttpStatusCode.NotFound => new(ExitCodes.NotFound, refused.Message),
        HttpStatusCode.TooManyRequests => new(
            ExitCodes.Failed,
            refused.Message,
            refused.RetryAfter is { } pause ? $"Try again in {pause.TotalSeconds:0} seconds." : "Try again later."),
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => new(
            ExitCodes.Unreachable, refused.Message, "mcpgw doctor tells what is wrong."),
        _ => new(ExitCodes.Failed, refused.Message, cause: refused) { Status = refused.Status },
    };

    private static string LoginAdvice(GatewayTarget target) => target.ProfileName is { } profile and not ProfileNames.Default
        ? $"Sign in: mcpgw login --profile {profile}."
        : $"Sign in: mcpgw login --gateway {target.Address.GetLeftPart(UriPartial.Path).TrimEnd('/')}.";

    private static class ProfileNames
    {
        public const string Default = Profiles.ProfileList.DefaultName;
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Foundation;
using McpGateway.Foundation.Aws;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Identity.Providers;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Cognito;

/// <summary>
/// Calls to the API of Amazon Cognito user pools (AWS JSON 1.1, Signature Version 4). The exception that AWS names is the
/// <see cref="Error.Code"/> of the answer.
/// </summary>
internal sealed class CognitoAdminClient(
    [FromKeyedServices(ProviderServices.HttpName)] OutboundHttp http, CognitoKeys keys, IOptions<CognitoAdminOptions> options,
    TimeProvider time)
{
    private const string Target = "AWSCognitoIdentityProviderService.";
    private const string MediaType = "application/x-amz-json-1.1";
    private const int Attempts = 4;
    private const int MaxMessage = 300;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    /// <param name="operation">Name of the operation, for instance <c>AdminGetUser</c>.</param>
    /// <param name="body">Its members besides the pool's id.</param>
    public async Task<Result<JsonElement>> CallAsync(string operation, JsonObject body, CancellationToken cancellationToken)
    {
        body["UserPoolId"] = options.Value.UserPoolId;
        var content = Encoding.UTF8.GetBytes(body.ToJsonString());
        for (var attempt = 1; ; attempt++)
        {
            var signed = await keys.GetAsync(cancellationToken);
            if (!signed.IsSuccess)
            {
                return signed.Error;
            }

            using var request = Sign(operation, content, signed.Value);
            var answer = await http.SendAsync(request, cancellationToken);
            if (!answer.IsSuccess)
            {
                return new Error(ErrorKind.BadGateway, answer.Error.Detail);
            }

            if (answer.Value.IsSuccess)
            {
                // Operations that have nothing to say answer nothing.
                return answer.Value.Body.Length == 0 ? Nothing : StrictJson.ReadObject(answer.Value.Body) is { } found
                    ? found
                    : new Error(ErrorKind.BadGateway, $"Amazon Cognito did not answer {operation} with a JSON object");
            }

            var refusal = Refusal(operation, answer.Value);
            if (refusal.Code is not ("TooManyRequestsException" or "ThrottlingException" or "ConcurrentModificationException")
                || attempt == Attempts)
            {
                return refusal;
            }

            // Quotas are per second and shared by everything in the AWS account.
            await Task.Delay(FirstPause * (1 << (attempt - 1)), time, cancellationToken);
        }
    }

    /// <summary>An operation whose answer says no more than that it was done.</summary>
    /// <returns>Null when it was.</returns>
    public async Task<Error?> ChangeAsync(string operation, JsonObject body, CancellationToken cancellationToken) =>
        (await CallAsync(operation, body, cancellationToken)).Error;

    /// <summary>All pages of a list, up to <paramref name="limit"/> items.</summary>
    /// <param name="pages">How the operation names its list, the size of a page and the token of the next one.</param>
    public async Task<Result<IReadOnlyList<JsonElement>>> ListAsync(
        string operation, JsonObject body, CognitoPages pages, int limit, CancellationToken cancellationToken)
    {
        var all = new List<JsonElement>();
        string? next = null;
        do
        {
            var asked = body.DeepClone().AsObject();
            asked[pages.Size] = Math.Min(CognitoPages.MaxSize, limit - all.Count);
            if (next is not null)
            {
                asked[pages.Token] = next;
            }

            var page = await CallAsync(operation, asked, cancellationToken);
            if (!page.IsSuccess)
            {
                return page.Error;
            }

            if (!page.Value.TryGetProperty(pages.Items, out var items) || items.ValueKind != JsonValueKind.Array)
            {
                return new Error(ErrorKind.BadGateway, $"Amazon Cognito did not answer {operation} with a list");
            }

            StrictJson.TryReadString(page.Value, pages.Token, out next);
            all.AddRange(items.EnumerateArray().Take(limit - all.Count));
        }
        while (!string.IsNullOrEmpty(next) && all.Count < limit);

        return all;
    }

    private HttpRequestMessage Sign(string operation, byte[] content, AwsKeys by) => AwsRequest.Post(
        new(options.Value.EndpointUrl), content, MediaType, by, new(options.Value.Region, "cognito-idp"), time.GetUtcNow(),
        Target + operation);

    private static Error Refusal(string operation, OutboundAnswer answer)
    {
        var (code, message) = Read(answer);
        return code switch
        {
            // What an administrator can mend. AWS writes no values of passwords and names into these.
            "InvalidPasswordException" or "InvalidParameterException" or "LimitExceededException" or "ScopeDoesNotExistException" =>
                new(ErrorKind.Invalid, $"Amazon Cognito refused: {message}") { Code = code },
            "ResourceNotFoundException" when message.StartsWith("User pool", StringComparison.Ordinal) =>
                new(ErrorKind.BadGateway, "Amazon Cognito has no user pool of COGNITO_USER_POOL_ID in that region"),
            "AccessDeniedException" or "NotAuthorizedException" =>
                new(ErrorKind.BadGateway, $"The AWS keys do not allow cognito-idp:{operation} on the user pool") { Code = code },
            _ => new(
                ErrorKind.BadGateway,
                $"Amazon Cognito answered {(int)answer.Status} to {operation}{(code.Length == 0 ? "" : $" ({code})")}")
            { Code = code },
        };
    }

    private static (string Code, string Message) Read(OutboundAnswer answer)
    {
        if (StrictJson.ReadObject(answer.Body) is not { } body)
        {
            return ("", "");
        }

        StrictJson.TryReadString(body, "__type", out var type);
        StrictJson.TryReadString(body, "message", out var message);

        // Some answers put the service's name before the exception's.
        var code = type?.Split('#')[^1] ?? "";
        var isCode = code.Length <= 64 && code.All(char.IsAsciiLetterOrDigit);
        var text = message is null || message.Length <= MaxMessage ? message : message[..MaxMessage];
        return (isCode ? code : "", new string([.. (text ?? "").Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter))]));
    }
}

/// <summary>How an operation pages.</summary>
/// <param name="Items">Member of the answer that holds the list.</param>
/// <param name="Size">Member of the request for the size of a page.</param>
/// <param name="Token">Member of both for the next page.</param>
internal sealed record CognitoPages(string Items, string Size, string Token)
{
    /// <summary>The most that Cognito puts on one page.</summary>
    public const int MaxSize = 60;

    public static readonly CognitoPages Users = new("Users", "Limit", "PaginationToken");
    public static readonly CognitoPages Groups = new("Groups", "Limit", "NextToken");
    public static readonly CognitoPages Clients = new("UserPoolClients", "MaxResults", "NextToken");
}

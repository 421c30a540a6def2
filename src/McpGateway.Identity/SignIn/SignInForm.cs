using System.Text.Json.Nodes;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Http;

namespace McpGateway.Identity.SignIn;

/// <summary>What a sign-in request says: a form, or the same members as JSON.</summary>
internal sealed record SignInForm(string UserName, string Password, string Next, bool WantsJson)
{
    /// <summary>The answer when the request could not be read.</summary>
    public IResult? Refusal { get; private init; }

    /// <summary>Set when a new password was asked for.</summary>
    public string? NewPassword { get; private init; }

    public static async Task<SignInForm> ReadAsync(HttpRequest request, CancellationToken cancellationToken, bool needsNewPassword = false)
    {
        var wantsJson = request.Headers.Accept.ToString().Contains("application/json", StringComparison.OrdinalIgnoreCase);
        return request.HasJsonContentType()
            ? await ReadJsonAsync(request, needsNewPassword, cancellationToken)
            : await ReadFieldsAsync(request, wantsJson, needsNewPassword, cancellationToken);
    }

    /// <summary>No member: one of them is a password.</summary>
    public override string ToString() => nameof(SignInForm);

    private static async Task<SignInForm> ReadFieldsAsync(
        HttpRequest request, bool wantsJson, bool needsNewPassword, CancellationToken cancellationToken)
    {
        var read = await FormFields.ReadAsync(request, cancellationToken);
        if (!read.IsSuccess)
        {
            return Refused(read.Error.ToResult());
        }

        var fields = read.Value;
        var form = new SignInForm(
            fields.RequiredText("username"), fields.RequiredText("password"), ReturnPath.Safe(fields.Find("next")), wantsJson)
        {
            NewPassword = needsNewPassword ? fields.RequiredText("new_password") : null,
        };
        return fields.IsValid ? form : Refused(fields.Problems.ToResult());
    }

    private static async Task<SignInForm> ReadJsonAsync(HttpRequest request, bool needsNewPassword, CancellationToken cancellationToken)
    {
        var read = await SmallJsonBody.ReadAsync(request, cancellationToken);
        if (!read.IsSuccess)
        {
            return Refused(read.Error.ToResult());
        }

        var problems = new Validation422();
        var userName = Required("username");
        var password = Required("password");
        var newPassword = needsNewPassword ? Required("new_password") : null;
        StrictJson.TryReadString(read.Value, "next", out var next);
        return problems.IsEmpty
            ? new(userName, password, ReturnPath.Safe(next), WantsJson: true) { NewPassword = newPassword }
            : Refused(problems.ToResult());

        string Required(string name)
        {
            if (StrictJson.TryReadString(read.Value, name, out var value) && value is { Length: > 0 })
            {
                return value;
            }

            problems.Missing("body", name, JsonNode.Parse(read.Value.GetRawText()));
            return "";
        }
    }

    private static SignInForm Refused(IResult answer) => new("", "", "/", false) { Refusal = answer };
}

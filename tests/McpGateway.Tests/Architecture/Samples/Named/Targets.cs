#pragma warning disable CA1711, CA1018 // the names say how each type is used
namespace McpGateway.Tests.Architecture.Samples.Named;

internal interface IAsInterface;

internal sealed class AsBaseArgument;

internal sealed class AsField;

internal sealed class AsParameter;

internal sealed class AsResult;

internal sealed class AsTypeArgument;

internal sealed class AsConstraint;

internal sealed class AsAttribute : Attribute;

internal sealed class AsAttributeArgument;

internal sealed class AsLocal;

internal sealed class AsCreated;

internal sealed class AsCast;

internal sealed class AsCaught : Exception;

internal static class AsCalled
{
    public static void Call()
    {
    }
}

internal sealed class InLambda;

internal sealed class InAsyncMethod;

internal sealed class InIterator;

internal sealed class InNestedType;

internal static class AsConstant
{
    public const int Value = 7;
}

internal sealed class Unused;

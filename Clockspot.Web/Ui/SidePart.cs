namespace Clockspot.Ui;

/// <summary>
/// What another slice shows beside the list of a screen: a button in the page's head, and a drawer on the right while the address says so. Registered by
/// that slice, so that the screen knows none of them. Both components take the parameters <c>Account</c> and <c>Screen</c>, and show nothing to whoever may not look.
/// </summary>
/// <param name="Screens">The addresses of the screens, such as <c>employees</c>.</param>
/// <param name="Opener">The component with the button.</param>
/// <param name="Drawer">The component with the drawer.</param>
public sealed record SidePart(IReadOnlyList<string> Screens, Type Opener, Type Drawer);

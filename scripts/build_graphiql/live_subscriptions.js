// Subscriptions that live as long as their tab, not only while it is shown.
//
// GraphiQL stops a subscription when another tab is opened, but watching one tab tick while acting in another is what
// subscriptions are tried out for. So a stop that comes with a change of tabs only detaches the tab: the subscription
// listens on, and when the tab is shown again, it is attached and gets the latest event.
export class LiveSubscriptions {
  #byTab = new Map();
  #activeTab = null;
  #rerun = () => {};
  #listeners = new Set();
  #snapshot = [];

  // The page says which tab is shown at first and how to run it again.
  connect(activeTab, rerun) {
    this.#activeTab ??= activeTab;
    this.#rerun = rerun;
  }

  tabsChanged({ tabs, activeTabIndex }) {
    const ids = new Set(tabs.map((tab) => tab.id));
    for (const [id, subscription] of this.#byTab) if (!ids.has(id)) subscription.stop();
    const active = tabs[activeTabIndex]?.id;
    if (active === this.#activeTab) return;
    this.#activeTab = active;
    if (this.#byTab.get(active)?.isParked) setTimeout(() => this.#rerun());
  }

  // The subscription that waits for the tab to be shown again, or undefined.
  attach() {
    const subscription = this.#byTab.get(this.#activeTab);
    return subscription?.isParked ? subscription.observable() : undefined;
  }

  start(title, open) {
    const tab = this.#activeTab;
    this.#byTab.get(tab)?.stop();
    const subscription = new LiveSubscription(title ?? 'subscription', open, {
      isShown: () => this.#activeTab === tab,
      changed: () => this.#changed(),
      ended: () => {
        if (this.#byTab.get(tab) === subscription) this.#byTab.delete(tab);
        this.#changed();
      },
    });
    this.#byTab.set(tab, subscription);
    this.#changed();
    return subscription.observable();
  }

  subscribe = (listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  snapshot = () => this.#snapshot;

  #changed() {
    this.#snapshot = [...this.#byTab.values()].map((subscription) => subscription.describe());
    for (const listener of this.#listeners) listener();
  }
}

class LiveSubscription {
  isParked = false;
  #title;
  #open;
  #owner;
  #close = null;
  #observer = null;
  #latest;
  #outcome = null;
  #count = 0;

  constructor(title, open, owner) {
    this.#title = title;
    this.#open = open;
    this.#owner = owner;
  }

  observable() {
    return {
      subscribe: (observer) => {
        this.isParked = false;
        this.#observer = observer;
        this.#begin();
        return { unsubscribe: () => this.#detach(observer) };
      },
    };
  }

  describe() {
    return { title: this.#title, count: this.#count, isParked: this.isParked, stop: () => this.stop() };
  }

  stop() {
    this.#observer = null;
    this.#close?.();
    this.#owner.ended();
  }

  #begin() {
    if (this.#close === null) {
      this.#close = this.#open({
        next: (event) => this.#next(event),
        error: (error) => this.#end((observer) => observer.error(error)),
        complete: () => this.#end((observer) => observer.complete()),
      });
      return;
    }
    if (this.#latest !== undefined) this.#observer.next(this.#latest);
    // GraphiQL keeps what subscribe() returns only after it has returned, so the end must come later than that.
    if (this.#outcome) setTimeout(() => this.#finish());
    this.#owner.changed();
  }

  #next(event) {
    this.#latest = event;
    this.#count += 1;
    this.#observer?.next(event);
    this.#owner.changed();
  }

  #end(outcome) {
    this.#outcome = outcome;
    if (!this.isParked) this.#finish();
  }

  #finish() {
    const observer = this.#observer;
    this.#observer = null;
    if (observer) this.#outcome(observer);
    this.#owner.ended();
  }

  #detach(observer) {
    if (this.#observer !== observer) return;
    // GraphiQL unsubscribes just before it changes the tab; which of the two it was shows a moment later.
    queueMicrotask(() => {
      if (this.#observer !== observer) return;
      if (this.#owner.isShown()) {
        this.stop();
        return;
      }
      this.#observer = null;
      this.isParked = true;
      this.#owner.changed();
    });
  }
}
